/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/model_card/finding.h"

#include "llm/answers.h"
#include "studies/mean_interval.h"

#include <math.h>

const char *const model_card_verdict_names[MODEL_CARD_NUM_VERDICTS] = {"yes", "no", "not known",
                                                                       "not measured"};

struct model_card_sample model_card_sample_of(const double *values, size_t count, double step)
{
    struct model_card_sample sample = {.step = step};
    double sum = 0.0;
    double squares = 0.0;

    for (size_t i = 0; i < count; i++) {
        if (isnan(values[i]))
            continue;
        sample.count++;
        sum += values[i];
    }
    sample.mean = sum / (double)sample.count;
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i]))
            squares += (values[i] - sample.mean) * (values[i] - sample.mean);
    sample.variance = squares / (double)sample.count;
    return sample;
}

struct model_card_sample model_card_sample_of_share(double hits, size_t count)
{
    return (struct model_card_sample){.count = count, .mean = hits / (double)count};
}

struct model_card_estimate model_card_estimate_of(const struct model_card_sample *sample)
{
    const double count = (double)sample->count;
    const double mean = sample->mean;

    if (sample->step > 0.0) {
        const double squares = count * sample->variance + 2.0 * sample->step * sample->step;
        const double half = mean_interval_half_width(sample->count, squares);

        return (struct model_card_estimate){mean, mean - half, mean + half};
    }
    return (struct model_card_estimate){mean, answers_wilson_lower(mean * count, count),
                                        1.0 - answers_wilson_lower((1.0 - mean) * count, count)};
}

enum model_card_verdict model_card_judge(const struct model_card_estimate *found,
                                         const struct model_card_margin *margin)
{
    if (found->low >= margin->low && found->high <= margin->high)
        return margin->is_left ? MODEL_CARD_NO : MODEL_CARD_YES;
    if (found->high < margin->low || found->low > margin->high)
        return margin->is_left ? MODEL_CARD_YES : MODEL_CARD_NO;
    return MODEL_CARD_NOT_KNOWN;
}

static bool tells(const struct model_card_sample *sample, size_t count,
                  const struct model_card_margin *margin)
{
    struct model_card_sample larger = *sample;

    larger.count = count;
    const struct model_card_estimate found = model_card_estimate_of(&larger);

    return model_card_judge(&found, margin) != MODEL_CARD_NOT_KNOWN;
}

size_t model_card_count_to_tell(const struct model_card_sample *sample,
                                const struct model_card_margin *margin)
{
    size_t too_few = 1;
    size_t enough = MODEL_CARD_MOST_TO_TELL;

    if (!tells(sample, enough, margin))
        return enough;
    while (enough - too_few > 1) { /* an interval narrows with its sample */
        const size_t middle = too_few + (enough - too_few) / 2;

        if (tells(sample, middle, margin))
            enough = middle;
        else
            too_few = middle;
    }
    return enough;
}
