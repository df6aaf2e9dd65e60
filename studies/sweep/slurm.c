/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/sweep/slurm.h"

#include "base/shown.h"
#include "base/utf8.h"

#include <xxhash.h>

#include <string.h>

/* White space of Unicode; what of it is a control character shown_has_control() finds. */
static bool is_blank(uint32_t code)
{
    return code == ' ' || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200B) ||
           code == 0x202F || code == 0x205F || code == 0x3000 || code == 0xFEFF;
}

static bool has_blank(const char *words)
{
    uint32_t code = 0;

    for (size_t bytes = strlen(words); bytes > 0;) {
        const size_t letter = utf8_code_point(words, bytes, &code);

        if (letter > 0 && is_blank(code))
            return true;
        words += letter > 0 ? letter : 1;
        bytes -= letter > 0 ? letter : 1;
    }
    return false;
}

/* Paths go into single quotes, values into #SBATCH lines, which know no quotes and end at white space. */
static enum status check_words(const char *what, const char *words, bool is_value,
                               const char *forbidden, struct error *err)
{
    if (!words || !(words[strcspn(words, forbidden)] || shown_has_control(words) ||
                    (is_value && (!*words || has_blank(words)))))
        return STATUS_OK;
    return error_set(err, STATUS_INVALID_INPUT, "%s '%s': a batch script cannot hold this name",
                     what, words);
}

/* "--account=x"; not what the script says already, or it would not be the array that the points are divided among. */
static enum status check_option(const char *option, struct error *err)
{
    static const char *const ours[] = {"--array",         "--job-name", "--ntasks",
                                       "--cpus-per-task", "--requeue",  "--no-requeue",
                                       "--open-mode",     "--signal",   "--output",
                                       "--wrap"};
    const size_t length = strcspn(option, "=");

    for (size_t k = 0; k < sizeof ours / sizeof *ours; k++)
        if (strlen(ours[k]) == length && strncmp(option, ours[k], length) == 0)
            return error_set(err, STATUS_INVALID_INPUT,
                             "--sbatch %s: 'fisc sweep submit' sets %s itself", option, ours[k]);
    if (strncmp(option, "--", 2) != 0 || length < 3)
        return error_set(err, STATUS_INVALID_INPUT,
                         "--sbatch '%s': expected an option in its long form (--account=x)",
                         option);
    return check_words("--sbatch", option, true, "'\"\\#", err);
}

/* Lines of #SBATCH count only before the first command. */
static enum status check_prologue(const char *prologue, struct error *err)
{
    for (const char *line = prologue; line && *line;) {
        const size_t length = strcspn(line, "\n");

        if (strncmp(line, "#SBATCH", 7) == 0)
            return error_set(err, STATUS_INVALID_INPUT,
                             "--prologue: '%.*s' would have no effect there: say it with --sbatch",
                             (int)(length < 60 ? length : 60), line);
        line += length + (line[length] == '\n');
    }
    return STATUS_OK;
}

static const char hash_line[] = "# XXH3-64 of the lines above: ";

static void append_hash(struct text *script)
{
    text_append(script, "%s%016llx\n", hash_line,
                (unsigned long long)XXH3_64bits(script->bytes, script->length));
}

bool sweep_slurm_is_ours(const char *script, size_t length)
{
    const size_t tail = sizeof hash_line - 1 + 17;
    struct text copy = {0};

    if (length < tail)
        return false;
    text_append_bytes(&copy, script, length - tail);
    append_hash(&copy);
    const bool is_ours =
        !copy.failed && copy.length == length && memcmp(copy.bytes, script, length) == 0;

    text_free(&copy);
    return is_ours;
}

/* Slurm tells the shell alone (B:); the shell tells fisc, which ends with 75 once its points are safe, and
 * then the task is queued again.  Preemption kills without asking in the worst case: only points in
 * hand are lost, and Slurm queues the task itself. */
static const char body[] =
    "fisc=\n"
    "stop() { [ -n \"$fisc\" ] && kill -TERM \"$fisc\" 2>/dev/null; }\n"
    "again=no\n"
    "trap 'again=yes; stop' USR1\n"
    "trap stop TERM\n"
    "\"$program\" sweep run \"$folder\" -q -j \"${SLURM_CPUS_PER_TASK:-1}\" \\\n"
    "    --slice \"$SLURM_ARRAY_TASK_ID/$tasks\" $requests &\n"
    "fisc=$!\n"
    "code=0\n"
    "while :; do\n"
    "    wait \"$fisc\" && code=0 || code=$?\n"
    "    kill -0 \"$fisc\" 2>/dev/null || break\n"
    "done\n"
    "if [ \"$code\" -gt 128 ]; then wait \"$fisc\" && code=0 || code=$?; fi\n"
    "if [ \"$again\" = yes ] && [ \"$code\" -eq 75 ]; then\n"
    "    scontrol requeue \"${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID\"\n"
    "fi\n"
    "exit \"$code\"\n";

/* Its share among the tasks that may run at a time; at least 1. */
static long requests_of_task(const struct sweep_slurm_options *options)
{
    const bool is_throttled = options->throttle > 0 && options->throttle < options->num_tasks;
    const long at_a_time = is_throttled ? options->throttle : options->num_tasks;
    const long share = options->max_requests / at_a_time;

    return share > 0 ? share : 1;
}

enum status sweep_slurm_script(struct text *script, const char *program, const char *folder,
                               const struct sweep_slurm_options *options, struct error *err)
{
    TRY(check_words("program", program, false, "'", err));
    TRY(check_words("folder", folder, true, "'%\"", err));
    TRY(check_words("partition", options->partition, true, "'\"\\#", err));
    TRY(check_words("time limit", options->time_limit, true, "'\"\\#", err));
    TRY(check_words("memory", options->memory, true, "'\"\\#", err));
    for (size_t k = 0; k < options->num_sbatch; k++)
        TRY(check_option(options->sbatch[k], err));
    TRY(check_prologue(options->prologue, err));
    text_append(script, "#!/bin/bash\n# Written by 'fisc sweep submit'.\n#SBATCH --job-name=%s\n",
                options->job_name);
    text_append(script, "#SBATCH --array=0-%ld", options->num_tasks - 1);
    if (options->throttle > 0)
        text_append(script, "%%%ld", options->throttle);
    text_append(script, "\n#SBATCH --ntasks=1\n#SBATCH --cpus-per-task=%ld\n", options->threads);
    if (options->time_limit)
        text_append(script, "#SBATCH --time=%s\n", options->time_limit);
    if (options->partition)
        text_append(script, "#SBATCH --partition=%s\n", options->partition);
    if (options->memory)
        text_append(script, "#SBATCH --mem=%s\n", options->memory);
    for (size_t k = 0; k < options->num_sbatch; k++)
        text_append(script, "#SBATCH %s\n", options->sbatch[k]);
    text_append(script,
                "#SBATCH --requeue\n#SBATCH --open-mode=append\n#SBATCH --signal=B:USR1@%ld\n"
                "#SBATCH --output=%s/slurm-%%a.log\n",
                options->warning_s, folder);
    if (options->prologue) {
        const size_t length = strlen(options->prologue);

        text_append_bytes(script, options->prologue, length);
        text_append(script, "%s", length > 0 && options->prologue[length - 1] != '\n' ? "\n" : "");
    }
    text_append(script, "program='%s'\nfolder='%s'\ntasks=%ld\nrequests='", program, folder,
                options->num_tasks);
    if (options->max_requests > 0)
        text_append(script, "--requests %ld", requests_of_task(options));
    text_append(script, "'\n%s", body);
    append_hash(script);
    return script->failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a script") : STATUS_OK;
}
