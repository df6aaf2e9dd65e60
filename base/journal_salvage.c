/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/journal_salvage.h"

#include "base/journal.h"
#include "base/journal_reader.h"

#include <stdlib.h>
#include <string.h>

struct salvage {
    struct journal_reader reader;
    struct journal *target;
    struct journal_salvaged *salvaged;
    const struct journal_salvage_options *options;
    uint64_t at, seed; /* of the next record */
};

static uint64_t end_of(const struct journal_piece *piece)
{
    return piece->at + piece->head_bytes + (uint64_t)piece->length + JOURNAL_HASH_BYTES;
}

static void note_damage(struct salvage *salvage)
{
    if (salvage->salvaged->num_places++ == 0)
        salvage->salvaged->first_place = salvage->at;
}

static enum status keep(struct salvage *salvage, const struct journal_piece *piece,
                        struct error *err)
{
    uint32_t type;

    memcpy(&type, piece->bytes + 4, sizeof type);
    TRY(journal_append(salvage->target, type, piece->bytes + JOURNAL_RECORD_HEAD, piece->length,
                       err));
    salvage->salvaged->num_records++;
    salvage->at = end_of(piece);
    salvage->seed = piece->hash;
    return STATUS_OK;
}

/* To the next good record, or to the end. */
static enum status skip(struct salvage *salvage, uint64_t from, struct error *err)
{
    struct journal_piece next;

    TRY(journal_reader_resynchronise(&salvage->reader, from, &next, err));
    salvage->salvaged->lost_bytes += next.at - salvage->at;
    salvage->at = next.at;
    salvage->seed = next.seed;
    return STATUS_OK;
}

/* Only the hash of a record is damaged if the next one follows from what the record says. */
static enum status pass_damage(struct salvage *salvage, struct journal_piece *piece,
                               struct error *err)
{
    note_damage(salvage);
    if (salvage->options->stops_at_damage) {
        salvage->salvaged->lost_bytes += salvage->reader.size - salvage->at;
        salvage->at = salvage->reader.size;
        return STATUS_OK;
    }
    if (piece->bytes && end_of(piece) < salvage->reader.size) {
        struct journal_piece after = {.at = end_of(piece),
                                      .head_bytes = JOURNAL_RECORD_HEAD,
                                      .seed = piece->hash};

        if (journal_reader_next(&salvage->reader, &after, err) == JOURNAL_PIECE_GOOD) {
            if (journal_reader_next(&salvage->reader, piece, err) == JOURNAL_PIECE_FAILED)
                return err->status;
            return keep(salvage, piece, err);
        }
    }
    return skip(salvage, salvage->at + 1, err);
}

static enum status salvage_records(struct salvage *salvage, struct error *err)
{
    for (;;) {
        struct journal_piece piece = {.at = salvage->at,
                                      .head_bytes = JOURNAL_RECORD_HEAD,
                                      .seed = salvage->seed};

        switch (journal_reader_next(&salvage->reader, &piece, err)) {
        case JOURNAL_PIECE_GOOD:
            TRY(keep(salvage, &piece, err));
            break;
        case JOURNAL_PIECE_DAMAGED:
            TRY(pass_damage(salvage, &piece, err));
            break;
        case JOURNAL_PIECE_FAILED:
            return err->status;
        case JOURNAL_PIECE_TORN:
        case JOURNAL_PIECE_NONE:
            salvage->salvaged->lost_bytes += salvage->reader.size - salvage->at;
            return journal_sync(salvage->target, err);
        }
    }
}

static enum status create_target(struct salvage *salvage, const char *target,
                                 const struct journal_piece *header, bool is_good,
                                 struct error *err)
{
    char *const own = is_good ? strndup(header->bytes + header->head_bytes, header->length) : NULL;

    if (is_good && !own)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a journal's header");
    const enum status status =
        journal_create(&salvage->target, target, own ? own : salvage->options->header, err);

    free(own);
    return status;
}

static enum status begin(struct salvage *salvage, const char *target, struct error *err)
{
    struct journal_piece header = {.head_bytes = JOURNAL_HEADER_HEAD};
    const enum journal_find found = journal_reader_next(&salvage->reader, &header, err);
    const bool is_good = found == JOURNAL_PIECE_GOOD &&
                         memcmp(header.bytes, JOURNAL_MAGIC, JOURNAL_MAGIC_BYTES) == 0;

    if (found == JOURNAL_PIECE_FAILED)
        return err->status;
    if (!is_good && !salvage->options->header)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: its header is damaged or cut, and without it nothing says what the "
                         "records belong to",
                         salvage->reader.path);
    TRY(create_target(salvage, target, &header, is_good, err));
    salvage->at = is_good ? end_of(&header) : 0;
    salvage->seed = header.hash;
    if (is_good)
        return STATUS_OK;
    note_damage(salvage);
    return skip(salvage, JOURNAL_HEADER_HEAD, err);
}

enum status journal_salvage(struct journal_salvaged *salvaged, const char *path, const char *target,
                            const struct journal_salvage_options *options, struct error *err)
{
    struct salvage salvage = {.salvaged = salvaged, .options = options};
    struct error own = {0};

    *salvaged = (struct journal_salvaged){0};
    err = err ? err : &own;
    TRY(journal_reader_open(&salvage.reader, path, err));
    enum status status = begin(&salvage, target, err);

    if (!status)
        status = salvage_records(&salvage, err);
    const enum status closed = journal_close(salvage.target, status ? NULL : err);

    journal_reader_close(&salvage.reader);
    return status ? status : closed;
}
