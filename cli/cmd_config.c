/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/files.h"
#include "cli/command.h"
#include "cli/say.h"
#include "config/jsonc.h"
#include "config/settings_document.h"
#include "config/settings_upgrade.h"
#include "simulation/run_settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum status print_and_free(char *text, struct error *err)
{
    if (!text)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the text");
    say_document(&(struct text){.bytes = text, .length = strlen(text)});
    free(text);
    return STATUS_OK;
}

static enum status run_show(const struct command_line *line, struct error *err)
{
    size_t num_overrides = 0;
    const char *const *const overrides = command_line_values(line, "set", &num_overrides);
    struct settings *settings = NULL;

    TRY(settings_load(&settings, &run_setting_table, command_line_operand(line, 0), overrides,
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

static enum status run_schema(const struct command_line *line, struct error *err)
{
    (void)line;
    return print_document(settings_document_schema, err);
}

static enum status run_defaults(const struct command_line *line, struct error *err)
{
    (void)line;
    return print_document(settings_document_defaults, err);
}

static enum status run_reference(const struct command_line *line, struct error *err)
{
    (void)line;
    return print_document(settings_document_reference, err);
}

/* In place, so that a file that others extend is upgraded where it is. */
static enum status run_upgrade(const struct command_line *line, struct error *err)
{
    const char *const path = command_line_operand(line, 0);
    struct text upgraded = {0};
    size_t num_changes = 0;
    size_t length = 0;
    char *text = NULL;

    TRY(file_read_all(path, JSONC_MAX_BYTES, &text, &length, err));
    enum status status =
        settings_upgrade(&upgraded, &num_changes, &run_setting_table, path, text, length, err);

    if (!status && num_changes > 0)
        status = file_write_whole(path, upgraded.bytes, upgraded.length, err);
    if (!status && !command_line_has(line, "quiet"))
        say("%s: %zu %s\n", path, num_changes, num_changes == 1 ? "name" : "names");
    text_free(&upgraded);
    free(text);
    return status;
}

static const struct command_option show_options[] = {
    {'s', "set", "KEY=VALUE", "override a setting; may be repeated"},
    {0},
};

static const struct command subcommands[] = {
    {.name = "schema",
     .operands = "",
     .summary = "JSON Schema 2020-12, for editors and checkers",
     .run = run_schema},
    {.name = "defaults",
     .operands = "",
     .summary = "Every setting with its default and a comment; a valid config",
     .run = run_defaults},
    {.name = "reference",
     .operands = "",
     .summary = "The same as a Markdown page",
     .run = run_reference},
    {.name = "show",
     .operands = "[CONFIG]",
     .max_operands = 1,
     .summary = "A config with every default filled in and every override applied",
     .options = show_options,
     .run = run_show},
    {.name = "upgrade",
     .operands = "FILE",
     .min_operands = 1,
     .max_operands = 1,
     .summary = "Write today's names of settings into a config of an earlier version, in place",
     .run = run_upgrade},
    {0},
};

const struct command command_config = {
    .name = "config",
    .group = COMMAND_RUNS,
    .summary =
        "Print the schema, defaults or reference of a config, a resolved one; upgrade an old one",
    .subcommands = subcommands,
};
