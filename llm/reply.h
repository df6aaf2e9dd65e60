/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/reply.h: what a model answered.  A usable answer is parsed once, when it comes from a server or out
 * of a store; askers read its members here and see no JSON. */
#ifndef FISC_LLM_REPLY_H
#define FISC_LLM_REPLY_H

#include "base/text.h"
#include "llm/reply_tokens.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cJSON;

enum llm_outcome {
    LLM_USABLE,
    LLM_UNUSABLE, /* the model's answer cannot be used: ask again */
};

/* What an unusable answer is.  What is no answer at all is a fault of the server (llm/chat_error.h). */
enum llm_invalid {
    LLM_VALID,
    LLM_INVALID_EMPTY,
    LLM_INVALID_THOUGHT,   /* its tokens were used up before it said anything */
    LLM_INVALID_CUT_SHORT, /* its tokens were used up within the answer */
    LLM_INVALID_REFUSED,
    LLM_INVALID_FILTERED,
    LLM_INVALID_NO_JSON,
    LLM_INVALID_OUTSIDE,  /* JSON that breaks the schema */
    LLM_INVALID_LETTER,   /* no letter of an option */
    LLM_INVALID_TOO_LONG, /* the server has no room for the prompt */
    LLM_INVALID_PROMPT,   /* the server refuses the prompt, by a filter or as it is */
    LLM_INVALID_UNFIT,    /* as asked for, and of no use to the asker; never of a stored reply */
    LLM_INVALID_UNREAD,   /* a fault of ours, or kept by a fisc that did not say */
    LLM_NUM_INVALID
};

/* "empty", "cut short" ... as in stored replies and reports; "valid" for LLM_VALID. */
extern const char *const llm_invalid_names[LLM_NUM_INVALID];

/* How an answer was read that did not stand there as it was asked for (llm/chat_repair.h). */
enum llm_repair {
    LLM_REPAIR_THOUGHT,   /* a thought before it */
    LLM_REPAIR_CHANNEL,   /* marks of channels and turns */
    LLM_REPAIR_FENCE,     /* in a code fence */
    LLM_REPAIR_EMBEDDED,  /* an object among words: the last that fits */
    LLM_REPAIR_NUMBER,    /* numbers as text, or with a unit */
    LLM_REPAIR_KEYS,      /* keys that nobody asked for */
    LLM_REPAIR_CASE,      /* other letters of keys and words */
    LLM_REPAIR_LETTER,    /* "Option A", "(A)", "**A**" */
    LLM_REPAIR_TOOL,      /* in the arguments of a function */
    LLM_REPAIR_REASONING, /* in the field of thoughts, and nothing beside it */
    LLM_NUM_REPAIRS
};

/* "thought before it", "code fence" ... as in stored replies and reports. */
extern const char *const llm_repair_names[LLM_NUM_REPAIRS];

struct llm_answer; /* a parsed answer, opaque; equal requests share one */

enum { LLM_REPLY_KEY_BYTES = 32 };

struct llm_reply {
    unsigned char key[LLM_REPLY_KEY_BYTES]; /* its name in stores, the SHA-256 of what was asked */
    enum llm_outcome outcome;
    enum llm_invalid invalid;  /* LLM_VALID if it is usable */
    unsigned repairs;          /* bits of enum llm_repair; of a usable one */
    char *content;             /* of the last attempt; "" if there was none */
    char *said;                /* the beginning of its words, where it was repaired; else NULL */
    char *thought;             /* the beginning of what the server tells of its thoughts, or NULL */
    char *reason;              /* why it is not usable; NULL if it is */
    char *served_model;        /* NULL if not said */
    char *fingerprint;         /* the server's of itself and its settings; NULL if not said */
    struct llm_answer *answer; /* NULL unless it is usable and JSON */
    struct llm_tokens *tokens; /* NULL if the server gave no log probabilities */
    int64_t prompt_tokens, cached_tokens, completion_tokens; /* sums over attempts */
    int num_reprompts;                                       /* attempts beyond the first */
    bool is_recorded; /* the run had asked for it before; not kept */
};

/* What does with stored and shown texts as credentials_redact() does: true if it changed one. */
typedef bool llm_redactor(const void *context, char *text);
/* All its texts, and those of the parsed answer; tokens stay as they are. */
void llm_reply_redact(struct llm_reply *reply, llm_redactor *redact, const void *context);

void llm_reply_free(struct llm_reply *reply);

/* As much of words as is kept beside an answer (caller frees); NULL of none. */
char *llm_reply_beginning(const char *words);

/* Another owner of the same answer: texts are copied, what was parsed is shared. */
enum status llm_reply_copy(struct llm_reply *copy, const struct llm_reply *reply,
                           struct error *err) MUST_CHECK;

/* ---- what it says ------------------------------------------------------------------------------ */

/* Members of a usable answer, which was checked against the schema that it was asked with.  NULL or false
 * if the reply is not usable, or has no such member of this type. */
const char *llm_reply_text(const struct llm_reply *reply, const char *key);
bool llm_reply_number(const struct llm_reply *reply, const char *key, double *number);
bool llm_reply_bool(const struct llm_reply *reply, const char *key, bool *value);
/* A list of exactly `count` numbers. */
bool llm_reply_numbers(const struct llm_reply *reply, const char *key, double *numbers,
                       size_t count);

size_t llm_reply_num_tokens(const struct llm_reply *reply);
const struct llm_token *llm_reply_token(const struct llm_reply *reply, size_t index);

/* ---- for the readers of bodies and stores ------------------------------------------------------ */

/* `root` is the parsed content and now belongs to the reply; NULL: there is none. */
enum status llm_reply_answer_take(struct llm_reply *reply, struct cJSON *root,
                                  struct error *err) MUST_CHECK;
/* Tokens of a chat completion's choices[0].logprobs.content; nothing if it is no list or empty. */
enum status llm_reply_read_tokens(struct llm_reply *reply, const struct cJSON *content,
                                  struct error *err) MUST_CHECK;

/* A reply as one line of JSON for journals and transcripts, and back. */
void llm_reply_write(struct text *line, const struct llm_reply *reply);
enum status llm_reply_parse(struct llm_reply *reply, const char *line, size_t length,
                            struct error *err) MUST_CHECK;

/* What a stored line is worth: of two to the same request the better one stays. */
enum llm_worth {
    LLM_WORTH_NOTHING, /* no answer: a fault of the server, which an earlier fisc took for one; or no line */
    LLM_WORTH_INVALID, /* what the model said cannot be used: it counts for the run that asked, and in replays */
    LLM_WORTH_ANSWER,
};
enum llm_worth llm_reply_worth(const char *line, size_t length);

#endif
