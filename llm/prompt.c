/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/prompt.h"

#include "base/files.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_PROMPT_BYTES = 1 << 20, NO_PLACE = -1 };

/* Bytes as they stand, then a place (or none). */
struct segment {
    const char *bytes;
    size_t length;
    int place;
};

/* One text: of a part, or a line of a list. */
struct piece {
    char *words; /* ended by a zero */
    struct segment *segment;
    size_t num_segments;
};

struct part {
    struct piece *piece; /* [num_pieces]: one, or the lines of a list */
    size_t num_pieces;
};

struct prompt {
    const struct prompt_part *expected;
    struct part *part; /* [num_parts], as expected */
    size_t num_parts;
};

/* ---- files ------------------------------------------------------------------------------------- */

static const char *shipped(const char *name)
{
    for (const struct embedded_prompt *prompt = embedded_prompts; prompt->name; prompt++)
        if (strcmp(prompt->name, name) == 0)
            return prompt->text;
    return NULL;
}

/* Where the text of this name is: a file, or "the shipped prompt 'NAME'". */
static enum status find(char path[FILES_MAX_PATH], bool *is_file, const char *name,
                        const char *folder, struct error *err)
{
    char file[PROMPT_MAX_NAME + 8];

    snprintf(file, sizeof file, "%s.txt", name);
    if (folder)
        TRY(path_join(path, folder, file, err));
    *is_file = folder && file_exists(path);
    if (!*is_file)
        snprintf(path, FILES_MAX_PATH, "the shipped prompt '%s'", name);
    return STATUS_OK;
}

static enum status read_text(char **text, char path[FILES_MAX_PATH], const char *name,
                             const char *folder, struct error *err)
{
    size_t length = 0;
    bool is_file = false;

    *text = NULL;
    TRY(find(path, &is_file, name, folder, err));
    if (is_file)
        return file_read_all(path, MAX_PROMPT_BYTES, text, &length, err);
    const char *const found = shipped(name);

    if (!found)
        return error_set(err, STATUS_INTERNAL, "no prompt is called '%s'", name);
    *text = strdup(found);
    return *text ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "no memory for a prompt");
}

enum status prompt_read(char **text, const char *name, const char *folder, struct error *err)
{
    char path[FILES_MAX_PATH];

    return read_text(text, path, name, folder, err);
}

bool prompt_exists(const char *name, const char *folder)
{
    char path[FILES_MAX_PATH];
    bool is_file = false;

    return shipped(name) || (find(path, &is_file, name, folder, NULL) == STATUS_OK && is_file);
}

/* ---- taking a text apart ----------------------------------------------------------------------- */

/* A place at *at: its name, and *after behind the brace.  Braces around anything but a name are text:
 * prompts hold JSON. */
static bool read_place(const char *at, char name[PROMPT_MAX_NAME], const char **after)
{
    size_t length = 0;

    if (at[0] != '{')
        return false;
    for (at++; islower((unsigned char)*at) || *at == '_'; at++)
        if (length + 1 < PROMPT_MAX_NAME)
            name[length++] = *at;
    name[length] = '\0';
    *after = at + 1;
    return *at == '}' && length > 0;
}

static enum status find_place(int *place, const char *name, const struct prompt_part *expected,
                              const char *path, struct error *err)
{
    size_t count = 0;

    for (; expected->places[count]; count++)
        if (strcmp(expected->places[count], name) == 0) {
            *place = (int)count;
            return STATUS_OK;
        }
    const char *const nearest = text_nearest(name, expected->places, count);
    const bool is_whole = expected->name[0] == '\0';

    return error_set(err, STATUS_INVALID_INPUT, "%s: {%s} is no place of %s%s%s%s%s", path, name,
                     is_whole ? "this prompt" : "its part ", expected->name,
                     nearest ? "; did you mean {" : "", nearest ? nearest : "",
                     nearest ? "}?" : "");
}

/* words[length] becomes a piece. */
static enum status take_apart(struct piece *piece, const char *words, size_t length,
                              const struct prompt_part *expected, const char *path,
                              struct error *err)
{
    char name[PROMPT_MAX_NAME];
    const char *after = NULL;
    size_t most = 1;

    piece->words = strndup(words, length);
    for (size_t k = 0; piece->words && piece->words[k]; k++)
        most += piece->words[k] == '{';
    piece->segment = calloc(most, sizeof *piece->segment);
    if (!piece->words || !piece->segment)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a prompt");
    const char *from = piece->words;

    for (const char *at = strchr(from, '{'); at; at = strchr(at, '{')) {
        int place = NO_PLACE;

        if (!read_place(at, name, &after)) {
            at++;
            continue;
        }
        TRY(find_place(&place, name, expected, path, err));
        piece->segment[piece->num_segments++] = (struct segment){from, (size_t)(at - from), place};
        from = at = after;
    }
    piece->segment[piece->num_segments++] = (struct segment){from, strlen(from), NO_PLACE};
    return STATUS_OK;
}

static enum status take_lines_apart(struct part *part, const char *words, size_t length,
                                    const struct prompt_part *expected, const char *path,
                                    struct error *err)
{
    const char *const end = words + length;
    size_t count = 1;

    for (size_t k = 0; k < length; k++)
        count += words[k] == '\n';
    if (length == 0 || (expected->num_lines > 0 && count != (size_t)expected->num_lines))
        return error_set(err, STATUS_INVALID_INPUT, "%s: expected %d or more lines in its part %s",
                         path, expected->num_lines > 0 ? expected->num_lines : 1, expected->name);
    part->piece = calloc(count, sizeof *part->piece);
    if (!part->piece)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a prompt");
    for (const char *line = words; part->num_pieces < count; line++) {
        const char *const stop = memchr(line, '\n', (size_t)(end - line));
        const size_t line_length = (size_t)((stop ? stop : end) - line);

        TRY(take_apart(&part->piece[part->num_pieces++], line, line_length, expected, path, err));
        line += line_length;
    }
    return STATUS_OK;
}

static enum status add_part(struct prompt *prompt, size_t index, const char *words, size_t length,
                            const char *path, struct error *err)
{
    const struct prompt_part *const expected = &prompt->expected[index];
    struct part *const part = &prompt->part[index];

    if (part->num_pieces > 0)
        return error_set(err, STATUS_INVALID_INPUT, "%s: its part %s stands there twice", path,
                         expected->name);
    if (expected->num_lines != PROMPT_IS_TEXT)
        return take_lines_apart(part, words, length, expected, path, err);
    part->piece = calloc(1, sizeof *part->piece);
    if (!part->piece)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a prompt");
    part->num_pieces = 1;
    return take_apart(part->piece, words, length, expected, path, err);
}

/* ---- parts of a file --------------------------------------------------------------------------- */

static const char part_start[] = "[part ";

/* The next line "[part NAME]" at or after `at`; NULL: there is none. */
static const char *find_header(const char *at)
{
    while (at && strncmp(at, part_start, sizeof part_start - 1) != 0) {
        at = strchr(at, '\n');
        at = at ? at + 1 : NULL;
    }
    return at;
}

static enum status find_part(size_t *index, const struct prompt *prompt, const char *name,
                             const char *path, struct error *err)
{
    const char **names = NULL;

    for (*index = 0; *index < prompt->num_parts; ++*index)
        if (strcmp(prompt->expected[*index].name, name) == 0)
            return STATUS_OK;
    names = calloc(prompt->num_parts, sizeof *names);
    for (size_t k = 0; names && k < prompt->num_parts; k++)
        names[k] = prompt->expected[k].name;
    const char *const nearest = names ? text_nearest(name, names, prompt->num_parts) : NULL;

    free(names);
    return error_set(err, STATUS_INVALID_INPUT, "%s: '%s' is no part of this prompt%s%s%s", path,
                     name, nearest ? "; did you mean '" : "", nearest ? nearest : "",
                     nearest ? "'?" : "");
}

/* The part whose header is at *at; *at becomes the next header. */
static enum status read_part(struct prompt *prompt, const char **at, const char *path,
                             struct error *err)
{
    const char *const name_at = *at + sizeof part_start - 1;
    const size_t name_length = strcspn(name_at, "]\r\n");
    const char *const line_end = name_at + strcspn(name_at, "\n");
    const char *const words = *line_end ? line_end + 1 : line_end;
    const char *const next = find_header(words);
    size_t length = next ? (size_t)(next - words) : strlen(words);
    char name[PROMPT_MAX_NAME];
    size_t index = 0;

    snprintf(name, sizeof name, "%.*s", (int)(name_length < sizeof name ? name_length : 0),
             name_at);
    if (name_at[name_length] != ']')
        return error_set(err, STATUS_INVALID_INPUT, "%s: expected ']' after '[part %s'", path,
                         name);
    TRY(find_part(&index, prompt, name, path, err));
    while (length > 0 && (words[length - 1] == '\n' || words[length - 1] == '\r'))
        length--; /* also blank lines between parts */
    *at = next;
    return add_part(prompt, index, words, length, path, err);
}

static enum status read_parts(struct prompt *prompt, const char *text, const char *path,
                              struct error *err)
{
    const char *at = find_header(text);

    if (prompt->num_parts == 1 && prompt->expected[0].name[0] == '\0')
        return add_part(prompt, 0, text, strlen(text), path, err);
    if (text[strspn(text, " \t\r\n")] != '\0' && at != text + strspn(text, " \t\r\n"))
        return error_set(err, STATUS_INVALID_INPUT, "%s: expected a line '[part %s]' first", path,
                         prompt->expected[0].name);
    while (at)
        TRY(read_part(prompt, &at, path, err));
    for (size_t k = 0; k < prompt->num_parts; k++)
        if (prompt->part[k].num_pieces == 0)
            return error_set(err, STATUS_INVALID_INPUT, "%s: it lacks the part %s", path,
                             prompt->expected[k].name);
    return STATUS_OK;
}

enum status prompt_load(struct prompt **prompt, const char *name, const char *folder,
                        const struct prompt_part *parts, struct error *err)
{
    char path[FILES_MAX_PATH];
    struct prompt *const made = calloc(1, sizeof *made);
    char *text = NULL;

    *prompt = NULL;
    if (!made)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a prompt");
    made->expected = parts;
    while (parts[made->num_parts].name)
        made->num_parts++;
    made->part = calloc(made->num_parts, sizeof *made->part);
    enum status status = made->part ? read_text(&text, path, name, folder, err)
                                    : error_set(err, STATUS_NO_MEMORY, "no memory for a prompt");

    if (!status)
        status = read_parts(made, text, path, err);
    free(text);
    if (status)
        prompt_destroy(made);
    else
        *prompt = made;
    return status;
}

void prompt_destroy(struct prompt *prompt)
{
    if (!prompt)
        return;
    for (size_t k = 0; prompt->part && k < prompt->num_parts; k++) {
        for (size_t p = 0; p < prompt->part[k].num_pieces; p++) {
            free(prompt->part[k].piece[p].words);
            free(prompt->part[k].piece[p].segment);
        }
        free(prompt->part[k].piece);
    }
    free(prompt->part);
    free(prompt);
}

/* ---- filling ----------------------------------------------------------------------------------- */

void prompt_fill_line(struct text *text, const struct prompt *prompt, int part, size_t line,
                      const char *const *values)
{
    const struct piece *const piece = &prompt->part[part].piece[line];

    for (size_t k = 0; k < piece->num_segments; k++) {
        const struct segment *const segment = &piece->segment[k];
        const char *const value = segment->place == NO_PLACE ? NULL : values[segment->place];

        text_append_bytes(text, segment->bytes, segment->length);
        if (value)
            text_append_bytes(text, value, strlen(value));
    }
}

void prompt_fill(struct text *text, const struct prompt *prompt, int part,
                 const char *const *values)
{
    prompt_fill_line(text, prompt, part, 0, values);
}

size_t prompt_num_lines(const struct prompt *prompt, int part)
{
    return prompt->part[part].num_pieces;
}

const char *prompt_words(const struct prompt *prompt, int part)
{
    return prompt->part[part].piece[0].words;
}

const char *prompt_line(const struct prompt *prompt, int part, size_t line)
{
    return prompt->part[part].piece[line].words;
}

/* Most numbers of prompts are whole ones, or rounded to them, of which libc makes long work. */
static bool print_whole(char room[PROMPT_NUMBER_ROOM], double number, bool is_rounded)
{
    char digits[TEXT_INTEGER_ROOM];
    const double whole = nearbyint(number); /* halves to even, as libc rounds */

    if (!(fabs(number) < (is_rounded ? 1e15 : 1e6)) || (!is_rounded && whole != number) ||
        (whole == 0.0 && signbit(number))) /* "-0" */
        return false;
    strcpy(room, text_integer(digits, (int64_t)whole));
    return true;
}

const char *prompt_number(char room[PROMPT_NUMBER_ROOM], const char *format, ...)
{
    const bool is_rounded = strcmp(format, "%.0f") == 0;
    va_list arguments;

    va_start(arguments, format);
    const bool is_done = (is_rounded || strcmp(format, "%g") == 0) &&
                         print_whole(room, va_arg(arguments, double), is_rounded);
    va_end(arguments);
    if (is_done)
        return room;
    va_start(arguments, format);
    vsnprintf(room, PROMPT_NUMBER_ROOM, format, arguments);
    va_end(arguments);
    return room;
}
