/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/fuzz/fuzz_config.c: any bytes are a config or a clear error; a config that is accepted prints
 * as JSON that is accepted again and prints the same. */
#include "config/settings.h"
#include "simulation/run_settings.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct settings *first = NULL;
    struct settings *second = NULL;
    struct error err = {0};

    if (settings_parse(&first, &run_setting_table, "fuzz", (const char *)data, size, NULL, 0,
                       &err)) {
        if (!err.message[0])
            abort(); /* an error without a story */
        return 0;
    }
    char *const json = settings_to_json(first, true);

    if (!json ||
        settings_parse(&second, &run_setting_table, "again", json, strlen(json), NULL, 0, &err))
        abort();
    char *const again = settings_to_json(second, true);

    if (!again || strcmp(json, again) != 0)
        abort();
    free(json);
    free(again);
    settings_free(first);
    settings_free(second);
    return 0;
}
