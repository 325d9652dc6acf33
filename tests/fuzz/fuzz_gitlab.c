/* SPDX-License-Identifier: MIT */
/* fuzz_gitlab.c - any octets as a file for import --from gitlab. */
#include "importing.h"

FUZZ_IMPORT("gitlab")
