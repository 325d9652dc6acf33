/* SPDX-License-Identifier: MIT */
/* fuzz_wagtail.c - any octets as a file for import --from wagtail-csv. */
#include "importing.h"

FUZZ_IMPORT("wagtail-csv")
