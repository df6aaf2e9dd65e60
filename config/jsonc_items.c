/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/jsonc_items.h"

#include "config/jsonc_keys.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static unsigned unit_at(const char *digits)
{
    const char room[5] = {digits[0], digits[1], digits[2], digits[3], '\0'};

    return (unsigned)strtoul(room, NULL, 16);
}

/* The letter of \uXXXX or a pair of these, as UTF-8; *from moves behind it. */
static char *write_letter(char *to, const char **from)
{
    unsigned letter = unit_at(*from + 2);

    *from += 6;
    if (letter >= 0xD800 && letter < 0xDC00) {
        letter = 0x10000 + ((letter & 0x3FF) << 10 | (unit_at(*from + 2) & 0x3FF));
        *from += 6;
    }
    const int num_more = letter < 0x80 ? 0 : letter < 0x800 ? 1 : letter < 0x10000 ? 2 : 3;
    static const unsigned first[] = {0, 0xC0, 0xE0, 0xF0};

    *to++ = (char)(first[num_more] | letter >> (6 * num_more));
    for (int k = num_more - 1; k >= 0; k--)
        *to++ = (char)(0x80 | (letter >> (6 * k) & 0x3F));
    return to;
}

static char escaped(char mark)
{
    static const char *const marks = "bfnrt";
    const char *const at = strchr(marks, mark);

    return at ? "\b\f\n\r\t"[at - marks] : mark;
}

/* What stands between quotes, read where it stands: it only gets shorter. */
static char *read_words(char *quote, size_t length)
{
    const char *from = quote + 1;
    const char *const end = quote + length - 1;
    char *to = quote + 1;

    while (from < end) {
        const char *const backslash = memchr(from, '\\', (size_t)(end - from));
        const size_t plain = (size_t)((backslash ? backslash : end) - from);

        memmove(to, from, plain);
        to += plain;
        from += plain;
        if (!backslash)
            break;
        if (from[1] == 'u') {
            to = write_letter(to, &from);
        } else {
            *to++ = escaped(from[1]);
            from += 2;
        }
    }
    *to = '\0';
    return quote + 1;
}

static void set_number(cJSON *item, const char *text)
{
    const double number = strtod(text, NULL);

    item->type = cJSON_Number;
    item->valuedouble = number;
    item->valueint = number >= INT_MAX           ? INT_MAX
                     : number <= (double)INT_MIN ? INT_MIN
                                                 : (int)number;
}

static void set_value(cJSON *item, char *text, size_t length)
{
    switch (*text) {
    case '{':
        item->type = cJSON_Object;
        break;
    case '[':
        item->type = cJSON_Array;
        break;
    case '"':
        item->type = cJSON_String;
        item->valuestring = read_words(text, length);
        break;
    case 't':
        item->type = cJSON_True;
        item->valueint = 1;
        break;
    case 'f':
        item->type = cJSON_False;
        break;
    case 'n':
        item->type = cJSON_NULL;
        break;
    default: /* the text was checked: nothing else begins a value */
        set_number(item, text);
    }
}

/* Behind its parent's last, which the first has as the one before it. */
static void hang(cJSON *item, cJSON *parent)
{
    cJSON *const first = parent->child;

    if (!first) {
        parent->child = item->prev = item;
        return;
    }
    item->prev = first->prev;
    first->prev->next = item;
    first->prev = item;
}

cJSON *jsonc_items_build(char *text, const struct jsonc_node *nodes, size_t num_nodes)
{
    cJSON *const items = calloc(num_nodes, sizeof *items);

    for (size_t i = 0; items && i < num_nodes; i++) {
        const struct jsonc_node *const node = &nodes[i];

        if (node->key_offset != node->value_offset) {
            items[i].string = text + node->key_offset + 1;
            items[i].string[jsonc_key_length(text + node->key_offset)] = '\0';
        }
        set_value(&items[i], text + node->value_offset, node->value_length);
        if (i > 0)
            hang(&items[i], &items[node->parent]);
    }
    return items;
}
