/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/chat_mold.h"

#include <cjson/cJSON.h>

#include <string.h>

enum { SEED_ROOM = 24 };

typedef void writer(struct text *text, const struct chat_form *form,
                    const struct llm_request *request);

/* What is put into the gaps to find them, and another time to see that these are all. */
static const struct mark {
    const char *user, *user_in_json, *seed_in_json;
    uint64_t seed;
} marks[2] = {{"what worker 1 is asked", "\"what worker 1 is asked\"", "1987654321", 1987654321},
              {"a question to the other", "\"a question to the other\"", "203", 203}};

static void write_body(struct text *text, const struct chat_form *form,
                       const struct llm_request *request)
{
    chat_write_body(text, form, request, NULL, NULL);
}

static void write_marked(struct text *text, writer *write, const struct chat_mold *mold,
                         const struct mark *mark)
{
    struct llm_request request = mold->like;

    request.user = mark->user;
    request.seed = mark->seed;
    write(text, mold->form, &request);
}

static void append_piece(struct text *text, const struct text *piece)
{
    if (piece->length > 0)
        text_append_bytes(text, piece->bytes, piece->length);
}

static void fill(struct text *text, const struct chat_mold_text *mold, const char *user,
                 uint64_t seed)
{
    const size_t length = strlen(user);

    (void)text_reserve(text, mold->piece[0].length + mold->piece[1].length + mold->piece[2].length +
                                 length + length / 8 + SEED_ROOM);
    append_piece(text, &mold->piece[0]);
    for (int k = 0; k < 2; k++) {
        if (mold->gap[k] == CHAT_MOLD_USER)
            text_append_json_string(text, user);
        else if (mold->gap[k] == CHAT_MOLD_SEED)
            text_append_integer(text, (int64_t)seed);
        append_piece(text, &mold->piece[k + 1]);
    }
}

static const char *mark_of(enum chat_mold_gap gap)
{
    return gap == CHAT_MOLD_USER ? marks[0].user_in_json : marks[0].seed_in_json;
}

/* Taken apart at the marks, of which that of the seed may be missing; false without the other. */
static bool take_apart(struct chat_mold_text *mold, const struct text *marked)
{
    const char *const user = strstr(marked->bytes, mark_of(CHAT_MOLD_USER));
    const char *const seed = strstr(marked->bytes, mark_of(CHAT_MOLD_SEED));
    const char *from = marked->bytes;

    if (!user)
        return false;
    mold->gap[0] = seed && seed < user ? CHAT_MOLD_SEED : CHAT_MOLD_USER;
    mold->gap[1] = !seed                            ? CHAT_MOLD_NOTHING
                   : mold->gap[0] == CHAT_MOLD_SEED ? CHAT_MOLD_USER
                                                    : CHAT_MOLD_SEED;
    for (int k = 0; k < 2 && mold->gap[k] != CHAT_MOLD_NOTHING; k++) {
        const char *const at = mold->gap[k] == CHAT_MOLD_USER ? user : seed;

        if (at < from)
            return false;
        text_append_bytes(&mold->piece[k], from, (size_t)(at - from));
        from = at + strlen(mark_of(mold->gap[k]));
    }
    text_append_bytes(&mold->piece[2], from, (size_t)(marked->bytes + marked->length - from));
    return !mold->piece[0].failed && !mold->piece[1].failed && !mold->piece[2].failed;
}

static void make(struct chat_mold_text *made, writer *write, const struct chat_mold *mold)
{
    struct text marked[2] = {{0}};
    struct text again = {0};

    write_marked(&marked[0], write, mold, &marks[0]);
    write_marked(&marked[1], write, mold, &marks[1]);
    if (!marked[0].failed && !marked[1].failed && take_apart(made, &marked[0])) {
        fill(&again, made, marks[1].user, marks[1].seed);
        made->is_made = !again.failed && again.length == marked[1].length &&
                        memcmp(again.bytes, marked[1].bytes, again.length) == 0;
    }
    text_free(&marked[0]);
    text_free(&marked[1]);
    text_free(&again);
}

struct chat_mold chat_mold_of(const struct chat_form *form, const struct llm_request *like)
{
    struct chat_mold mold = {
        .form = form,
        .like = *like,
        .schema = like->schema ? cJSON_Parse(like->schema) : NULL,
    };

    if (!form->wire->path && !form->wire->write_more) /* others look into what is asked */
        make(&mold.body, write_body, &mold);
    make(&mold.name, chat_write_canonical, &mold);
    return mold;
}

static void free_pieces(struct chat_mold_text *mold)
{
    for (int k = 0; k < 3; k++)
        text_free(&mold->piece[k]);
}

void chat_mold_free(struct chat_mold *mold)
{
    free_pieces(&mold->body);
    free_pieces(&mold->name);
    cJSON_Delete(mold->schema);
}

/* In all that is said but for user and seed; texts are the same if they stand at the same place. */
static bool is_alike(const struct llm_request *a, const struct llm_request *b)
{
    return a->system == b->system && a->schema == b->schema && a->schema_name == b->schema_name &&
           a->num_letters == b->num_letters &&
           memcmp(&a->temperature, &b->temperature, sizeof a->temperature) == 0 &&
           a->max_tokens == b->max_tokens && a->top_logprobs == b->top_logprobs &&
           a->draw == b->draw;
}

void chat_mold_write_body(struct text *body, const struct chat_mold *mold,
                          const struct llm_request *request)
{
    if (mold->body.is_made && is_alike(&mold->like, request))
        fill(body, &mold->body, request->user, request->seed);
    else
        chat_write_body(body, mold->form, request, NULL, NULL);
}

void chat_mold_write_canonical(struct text *text, const struct chat_mold *mold,
                               const struct llm_request *request)
{
    if (mold->name.is_made && is_alike(&mold->like, request))
        fill(text, &mold->name, request->user, request->seed);
    else
        chat_write_canonical(text, mold->form, request);
}

struct llm_request chat_mold_request(const struct chat_mold *mold,
                                     const struct llm_request *request)
{
    struct llm_request same = *request;

    if (request->schema && request->schema == mold->like.schema)
        same.parsed_schema = mold->schema;
    return same;
}
