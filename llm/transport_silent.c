/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/transport_silent.h"

#include <stdlib.h>
#include <string.h>

/* Has no answer to anything, in whatever shape one would come: the asker falls back. */
static enum status say_nothing(void *context, struct exchange *exchanges, size_t count,
                               const struct transport_hooks *hooks, struct error *err)
{
    static const char silence[] = "nobody is asked";
    const struct transport_silent *const silent = context;

    for (size_t k = 0; k < count; k++) {
        bool may_go = true;

        TRY(hooks->leave(hooks->context, k, true, &may_go, err));
        if (silent->hear)
            silent->hear(silent->context, exchanges[k].body, exchanges[k].max_tokens);
        exchanges[k].reply = strdup(silence);
        exchanges[k].reply_bytes = sizeof silence - 1;
        exchanges[k].unfit = CHAT_REFUSED;
        if (!exchanges[k].reply)
            return error_set(err, STATUS_NO_MEMORY, "no memory for an empty reply");
        TRY(hooks->done(hooks->context, k, NULL, err));
    }
    return STATUS_OK;
}

struct transport transport_silent_of(struct transport_silent *silent)
{
    return (struct transport){.name = "silent", .send = say_nothing, .context = silent};
}
