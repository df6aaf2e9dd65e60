/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/named.h"

#include <stdlib.h>
#include <string.h>

static int by_key(const void *a, const void *b)
{
    const struct named *const x = a;
    const struct named *const y = b;
    const int order = memcmp(x->key, y->key, CHAT_KEY_BYTES);

    return order ? order : (x->index > y->index) - (x->index < y->index);
}

/* `canonical` is kept for its room. */
static bool write_one(struct named *named, struct text *canonical, const struct chat_mold *mold,
                      const struct llm_request *request)
{
    struct text user = {0};
    const struct llm_request written = chat_request_written(request, &user);

    canonical->length = 0;
    chat_mold_write_canonical(canonical, mold, &written);
    const bool is_written =
        !user.failed && !canonical->failed &&
        chat_key(named->key, canonical->bytes, canonical->length, NULL) == STATUS_OK;

    text_free(&user);
    return is_written;
}

enum status named_write(struct named *named, const struct chat_mold *mold,
                        const struct llm_request *requests, size_t count, struct error *err)
{
    int failed = 0;

#pragma omp parallel reduction(| : failed) if (count > 16)
    {
        struct text canonical = {0};

#pragma omp for schedule(static)
        for (size_t i = 0; i < count; i++) {
            named[i].index = i;
            failed |= !write_one(&named[i], &canonical, mold, &requests[i]);
        }
        text_free(&canonical);
    }
    qsort(named, count, sizeof *named, by_key);
    return failed ? error_set(err, STATUS_NO_MEMORY, "no memory to name %zu requests", count)
                  : STATUS_OK;
}

bool named_is_first(const struct named *named, size_t k)
{
    return k == 0 || memcmp(named[k - 1].key, named[k].key, CHAT_KEY_BYTES) != 0;
}
