/* SPDX-License-Identifier: MIT */
/* fuzz_mdn.c - any octets as a file for import --from mdn-tsv. */
#include "importing.h"

FUZZ_IMPORT("mdn-tsv")
