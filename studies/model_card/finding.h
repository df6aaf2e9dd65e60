/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/model_card/finding.h: what a sample says of a claim.  A claim is a margin in which a mean lies.  Yes: its 95%
 * interval is inside, which is two one-sided tests of 2.5% each (Schuirmann 1987); no: it is outside;
 * else not known, and how many workers would tell if the estimate stayed. */
#ifndef FISC_STUDIES_MODEL_CARD_FINDING_H
#define FISC_STUDIES_MODEL_CARD_FINDING_H

#include <stdbool.h>
#include <stddef.h>

/* An estimate with its 95% interval. */
struct model_card_estimate {
    double mean, low, high;
};

/* Where a mean has to lie; an end may be infinite. */
struct model_card_margin {
    double low, high;
    bool is_left; /* the claim is that it lies outside */
};

enum model_card_verdict {
    MODEL_CARD_YES,
    MODEL_CARD_NO,
    MODEL_CARD_NOT_KNOWN,
    MODEL_CARD_NOT_MEASURED,
    MODEL_CARD_NUM_VERDICTS
};
extern const char *const model_card_verdict_names[MODEL_CARD_NUM_VERDICTS];

/* Values of workers, of pairs of questions or of answers. */
struct model_card_sample {
    size_t count;
    double mean, variance; /* mean square distance */
    double step; /* by how much one value moves where it moves; 0: of shares, which have no other */
};

/* Values that are NaN were not measured. */
struct model_card_sample model_card_sample_of(const double *values, size_t count, double step);
/* Of `count` independent units that are each counted whole, in part or not. */
struct model_card_sample model_card_sample_of_share(double hits, size_t count);

/* Shares: Wilson's interval (1927).  Means: Student's, with two more values counted in the spread, one a step
 * above and one a step below the mean, as Agresti and Coull (1998) do for shares: workers who answer
 * in tens and did not move in a sample of n may move in the next. */
struct model_card_estimate model_card_estimate_of(const struct model_card_sample *sample);

enum model_card_verdict model_card_judge(const struct model_card_estimate *found,
                                         const struct model_card_margin *margin);

#define MODEL_CARD_MOST_TO_TELL 1000000 /* that many, or more */
/* The smallest size of a sample of this mean and spread that is inside or outside the margin. */
size_t model_card_count_to_tell(const struct model_card_sample *sample,
                                const struct model_card_margin *margin);

#endif
