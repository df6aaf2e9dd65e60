/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "config/settings_document.h"
#include "simulation/run_settings.h"

#include <stdlib.h>
#include <string.h>

static enum status print_and_free(char *text, struct error *err)
{
    if (!text)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the text");
    fputs(text, stdout);
    free(text);
    return STATUS_OK;
}

static enum status show(const struct command_line *line, struct error *err)
{
    size_t num_overrides = 0;
    const char *const *const overrides = command_line_values(line, "set", &num_overrides);
    struct settings *settings = NULL;

    TRY(settings_load(&settings, &run_setting_table, command_line_operand(line, 1), overrides,
                      num_overrides, err));
    const enum status status = print_and_free(settings_to_json(settings, true), err);

    settings_free(settings);
    return status;
}

static enum status print_document(char *(*make)(const struct setting_list *list), struct error *err)
{
    struct setting_list *list = NULL;

    TRY(setting_list_create(&list, &run_setting_table, err));
    const enum status status = print_and_free(make(list), err);

    setting_list_release(list);
    return status;
}

static const struct {
    const char *name;
    char *(*make)(const struct setting_list *list);
} documents[] = {
    {"schema", settings_document_schema},
    {"defaults", settings_document_defaults},
    {"reference", settings_document_reference},
};

static enum status run_config(const struct command_line *line, struct error *err)
{
    const char *const what = command_line_operand(line, 0);

    if (strcmp(what, "show") == 0)
        return show(line, err);
    if (command_line_num_operands(line) > 1)
        return error_set(err, STATUS_USAGE, "fisc config %s takes no file", what);
    for (size_t k = 0; k < sizeof documents / sizeof documents[0]; k++)
        if (strcmp(what, documents[k].name) == 0)
            return print_document(documents[k].make, err);
    return error_set(err, STATUS_USAGE,
                     "config what? schema, defaults, reference or show, not '%s'", what);
}

static const struct command_option options[] = {
    {'s', "set", "KEY=VALUE", "show: override a setting; may be repeated"},
    {0},
};

const struct command command_config = {
    .name = "config",
    .operands = "schema|defaults|reference|show [CONFIG]",
    .min_operands = 1,
    .max_operands = 2,
    .summary = "Print the schema, the defaults or the reference of a config, or a resolved config",
    .details = "schema     JSON Schema 2020-12, for editors and checkers\n"
               "defaults   every setting with its default and a comment; a valid config\n"
               "reference  the same as a Markdown page\n"
               "show       the config with every default filled in and every override applied",
    .options = options,
    .run = run_config,
};
