/* SPDX-License-Identifier: MIT */
/* fuzz_nginx.c - any octets as a file for import --from nginx. */
#include "importing.h"

FUZZ_IMPORT("nginx")
