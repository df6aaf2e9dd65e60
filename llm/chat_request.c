/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/chat_request.h"

#include "base/text.h"

struct llm_request chat_request_written(const struct llm_request *request, struct text *room)
{
    struct llm_request written = *request;

    if (!request->user) {
        request->late->write(request->late->context, request->place, room);
        written.user = room->bytes ? room->bytes : "";
    }
    return written;
}
