/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/shipped.h: where the files that come with fisc are: in the source from where it is used, beside the
 * program that was built, or where `make install` puts them. */
#ifndef FISC_BASE_SHIPPED_H
#define FISC_BASE_SHIPPED_H

#include "base/files.h"

/* The folder `kind` ("reproductions", "reforms"); STATUS_MISSING_INPUT if it is nowhere. */
enum status shipped_folder(char folder[FILES_MAX_PATH], const char *kind,
                           struct error *err) MUST_CHECK;

/* The file that a user means: `name` as it is, unless it is a plain name of no file here and the folder `kind`
 * ("configs", "sweeps") has NAME or NAME.json. */
void shipped_file(char path[FILES_MAX_PATH], const char *kind, const char *name);

/* A path that counts from the folder of this program. */
enum status shipped_beside_program(char path[FILES_MAX_PATH], const char *relative,
                                   struct error *err) MUST_CHECK;

#endif
