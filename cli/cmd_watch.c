/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_watch.c: a live view of a run in the terminal.  It reads the journal, as everybody may, and never
 * the run's memory: it works from another machine that sees the folder. */
#include "cli/command.h"
#include "cli/say.h"
#include "cli/signals.h"
#include "cli/sparkline.h"
#include "runs/stored_run.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { LABEL_COLUMNS = 22, VALUE_COLUMNS = 22, MIN_COLUMNS = 56, DEFAULT_COLUMNS = 80 };

struct view {
    size_t columns; /* of the terminal */
    bool is_ascii;
};

struct watched {
    const char *label, *unit;
    size_t offset; /* of a double in a step_summary */
    int digits;
};

#define WATCHED(label, member, unit, digits)                                                       \
    {                                                                                              \
        label, unit, offsetof(struct step_summary, member), digits                                 \
    }

static const struct watched watched[] = {
    WATCHED("mean hours", mean_hours_per_week, "h/week", 2),
    WATCHED("mean income", mean_income, "USD/year", 0),
    WATCHED("revenue a worker", revenue, "USD/year", 0),
    WATCHED("rebate", rebate, "USD/year", 0),
    WATCHED("Gini after tax", gini_net_income, "", 4),
    WATCHED("mean marginal rate", mean_effective_marginal_rate, "", 4),
};

static void append_series(struct text *text, const struct view *view, const char *label,
                          const double *value, size_t count, int digits, const char *unit)
{
    const size_t room = view->columns - LABEL_COLUMNS - VALUE_COLUMNS;
    const size_t used = count < room ? count : room;

    text_append(text, "%-*s", LABEL_COLUMNS, label);
    sparkline_append(text, value, count, room, view->is_ascii);
    text_append(text, "%*s %12.*f %s\n", (int)(room - used), "", digits, value[count - 1], unit);
}

static void append_rates(struct text *text, const struct view *view,
                         const struct tax_system *system, int tax_class)
{
    const struct tax_schedule *const schedule = &system->class_schedule[tax_class];
    const size_t room = view->columns - LABEL_COLUMNS - VALUE_COLUMNS;

    text_append(text, "\nmarginal rates");
    if (system->num_classes > 1)
        text_append(text, " of tax class %d", tax_class);
    text_append(text, "\n");
    for (int j = 0; j < schedule->num_brackets; j++) {
        const double rate = schedule->marginal_rate[j];
        const size_t bar = rate > 0.0 ? (size_t)(rate * (double)room + 0.5) : 0;

        text_append(text, "  from %10.0f USD ", schedule->start_usd_per_year[j]);
        for (size_t k = 0; k < room; k++)
            text_append(text, "%s", k >= bar ? " " : view->is_ascii ? "=" : "\xe2\x94\x81");
        text_append(text, " %11.2f%%\n", 100.0 * rate);
    }
}

static void append_answers(struct text *text, const struct run_log *log)
{
    const struct answer_tally tally = run_log_answers(log);

    if (!(tally.asked > 0.0))
        return;
    text_append(text, "answered by the model: ");
    answer_tally_write(text, &tally);
    text_append(text, answer_tally_is_poor(&tally) ? "\n  MARKED: below %.0f%%\n" : "\n",
                100.0 * ANSWERS_ENOUGH);
}

/* series[num_steps] is room to work in. */
static void append_figures(struct text *text, const struct view *view, const struct stored_run *run,
                           double *series)
{
    const struct run_log *const log = &run->log;

    for (size_t s = 0; s < log->num_steps; s++)
        series[s] = log->summaries[s].welfare;
    append_series(text, view, "welfare", series, log->num_steps, 2, "");
    for (size_t k = 0; k < sizeof watched / sizeof *watched; k++) {
        for (size_t s = 0; s < log->num_steps; s++)
            memcpy(&series[s], (const char *)&log->summaries[s] + watched[k].offset,
                   sizeof *series);
        append_series(text, view, watched[k].label, series, log->num_steps, watched[k].digits,
                      watched[k].unit);
    }
    if (log->num_model_steps > 0) {
        for (size_t s = 0; s < log->num_model_steps; s++)
            series[s] = log->model_steps[s].requests;
        append_series(text, view, "requests to a model", series, log->num_model_steps, 0, "a step");
        for (size_t s = 0; s < log->num_model_steps; s++)
            series[s] = log->model_steps[s].fallbacks;
        append_series(text, view, "fallbacks", series, log->num_model_steps, 0, "a step");
        append_answers(text, log);
    }
    const struct tax_system *const tax_system = run_log_composed(log, log->num_steps - 1);

    for (int c = 0; c < tax_system->num_classes; c++)
        append_rates(text, view, tax_system, c);
}

/* One frame; *is_complete says whether there will be another. */
static enum status draw_frame(struct text *text, const struct view *view, const char *folder,
                              bool *is_complete, struct error *err)
{
    struct stored_run run;
    double *series = NULL;

    TRY(stored_run_read(&run, folder, err));
    enum status status = STATUS_OK;
    const size_t most =
        run.log.num_steps > run.log.num_model_steps ? run.log.num_steps : run.log.num_model_steps;

    *is_complete = run.log.is_complete;
    text_append_shown(text, "%s: step %zu of %lld%s\nobjective %s\n\n",
                      settings_string(run.settings, "name"), run.log.num_steps,
                      (long long)settings_integer(run.settings, "steps"),
                      run.log.is_complete ? ", complete" : "",
                      settings_string(run.settings, "welfare.objective"));
    if (run.log.num_steps == 0) {
        text_append(text, "No step is finished yet.\n");
    } else if (!(series = calloc(most, sizeof *series))) {
        status = error_set(err, STATUS_NO_MEMORY, "no memory for a view of %zu steps", most);
    } else {
        append_figures(text, view, &run, series);
    }
    free(series);
    stored_run_free(&run);
    if (!status && text->failed)
        status = error_set(err, STATUS_NO_MEMORY, "no memory for a view");
    return status;
}

static int count_lines(const char *bytes)
{
    int lines = 0;

    for (; *bytes; bytes++)
        lines += *bytes == '\n';
    return lines;
}

/* Each frame is drawn over the last one: the cursor goes up, and every line is cleared behind its end. */
static void show(const char *bytes, int lines_before)
{
    if (lines_before > 0)
        say("\033[%dA", lines_before);
    for (const char *line = bytes; *line;) {
        const size_t length = strcspn(line, "\n");

        say("%.*s\033[K\n", (int)length, line);
        line += length + (line[length] == '\n');
    }
    say("\033[J");
    fflush(stdout);
}

static void wait_for(double seconds)
{
    const struct timespec time = {.tv_sec = (time_t)seconds,
                                  .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};

    /* A signal ends it early: that is what it is for. */
    nanosleep(&time, NULL);
}

static enum status watch(const char *folder, struct view view, double interval_s, bool is_once,
                         struct error *err)
{
    int lines = 0;
    bool is_complete = false;

    for (;;) {
        struct text text = {0};
        const enum status status = draw_frame(&text, &view, folder, &is_complete, err);

        if (status) {
            text_free(&text);
            return status;
        }
        if (is_once)
            say_lines(stdout, text.bytes);
        else
            show(text.bytes, lines);
        lines = count_lines(text.bytes);
        text_free(&text);
        if (is_once || is_complete || signals_stop_requested || ferror(stdout))
            return STATUS_OK; /* main() tells of what could not be written */
        wait_for(interval_s);
        if (signals_stop_requested)
            return STATUS_OK;
    }
}

static size_t terminal_columns(void)
{
    struct winsize size;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return DEFAULT_COLUMNS;
}

/* The user's locale decides; it is asked by itself, for fisc runs in the "C" locale. */
static bool has_unicode(void)
{
    const locale_t user = newlocale(LC_CTYPE_MASK, "", NULL);

    if (!user)
        return false;
    const bool is_utf8 = strcmp(nl_langinfo_l(CODESET, user), "UTF-8") == 0;

    freelocale(user);
    return is_utf8;
}

static enum status run_watch(const struct command_line *line, struct error *err)
{
    char folder[FILES_MAX_PATH];
    const char *const asked = command_line_value(line, "interval");
    char *end = NULL;
    const double interval_s = asked ? strtod(asked, &end) : 1.0;
    long columns = (long)terminal_columns();

    if (asked && (*end || end == asked || !(interval_s >= 0.05 && interval_s <= 3600.0)))
        return error_set(err, STATUS_USAGE, "--interval %s: expected seconds from 0.05 to 3600",
                         asked);
    TRY(command_line_integer(line, "width", MIN_COLUMNS, 400, &columns, err));
    const struct view view = {
        .columns = columns < MIN_COLUMNS ? MIN_COLUMNS
                   : columns > 400       ? 400
                                         : (size_t)columns,
        .is_ascii = command_line_has(line, "ascii") || !has_unicode(),
    };

    run_folder_of(folder, command_line_operand(line, 0));
    signals_catch();
    return watch(folder, view, interval_s, command_line_has(line, "once") || !isatty(STDOUT_FILENO),
                 err);
}

static const struct command_option options[] = {
    {'n', "interval", "SECONDS", "time between two looks (1)"},
    {0, "once", NULL, "print one look and end; so it is where the output is not a terminal"},
    {0, "width", "COLUMNS", "56 to 400 (those of the terminal)"},
    {0, "ascii", NULL, "only ASCII characters; so it is where the locale is not UTF-8"},
    {0},
};

const struct command command_watch = {
    .name = "watch",
    .group = COMMAND_RUNS,
    .operands = "RUN",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "Watch a run in the terminal while it goes on",
    .details = "Lines of welfare, hours, incomes, revenue, inequality and requests over all steps "
               "so far, each from\n"
               "its lowest to its highest value, and the rates in force.  It ends with the run, or "
               "with ctrl-C, which\n"
               "does not touch the run.",
    .options = options,
    .run = run_watch,
};
