/* SPDX-License-Identifier: MIT */
/* fuzz_govuk.c - any octets as a file for import --from govuk-csv. */
#include "importing.h"

FUZZ_IMPORT("govuk-csv")
