#define _GNU_SOURCE
#include "byte_search.h"

#include <string.h>

static int matches_at(const uint8_t *text, const struct byte_search_literal *literal) {
    for (size_t i = 0; i < literal->length; i++) {
        if ((text[i] | literal->masks[i]) != literal->bytes[i]) return 0;
    }
    return 1;
}

/// One place after the other; for the ends of a text that are too short for wide registers.
size_t byte_search_find_plainly(
    const uint8_t *bytes, size_t count, size_t from, const struct byte_search_literal *literal) {
    uint8_t mask = literal->masks[literal->first_probe];
    uint8_t byte = literal->bytes[literal->first_probe];
    for (size_t place = from; place + literal->length <= count; place++) {
        if (mask == 0) {
            // The C library's search skips to where the rarest byte can be.
            size_t last = count - literal->length + 1;
            const uint8_t *found = memchr(bytes + place + literal->first_probe, byte, last - place);
            if (found == NULL) return count;
            place = (size_t)(found - bytes) - literal->first_probe;
        } else if ((bytes[place + literal->first_probe] | mask) != byte) {
            continue;
        }
        if (matches_at(bytes + place, literal)) return place;
    }
    return count;
}

size_t byte_search_line_ends_plainly(const uint8_t *bytes, size_t count, uint32_t base, uint32_t *ends) {
    size_t found = 0;
    const uint8_t *place = bytes;
    const uint8_t *end = bytes + count;
    while (place < end && (place = memchr(place, '\n', (size_t)(end - place))) != NULL) {
        place++;
        ends[found++] = base + (uint32_t)(place - bytes);
    }
    return found;
}

size_t byte_search_count_lines_plainly(const uint8_t *bytes, size_t count) {
    size_t found = 0;
    for (size_t place = 0; place < count; place++) found += bytes[place] == '\n';
    return found;
}

/// The probe that stands before the other.
static size_t lead_probe(const struct byte_search_literal *literal) {
    return literal->first_probe < literal->second_probe ? literal->first_probe : literal->second_probe;
}

size_t byte_search_survey_plainly(
    const uint8_t *bytes, size_t count, size_t from, size_t to, const struct byte_search_literal *literal,
    uint32_t *places, struct byte_search_findings *findings) {
    size_t found = 0;
    size_t lead = lead_probe(literal);
    findings->newlines += byte_search_count_lines_plainly(bytes + from, to - from);
    findings->holds_nul |= byte_search_holds_nul(bytes + from, to - from);
    if (to <= lead) return 0;
    // No literal that ends behind here has its lead before `to`.
    size_t end = to - lead - 1 + literal->length;
    if (end > count) end = count;
    size_t place = from > lead ? from - lead : 0;
    for (; (place = byte_search_find_plainly(bytes, end, place, literal)) < end; place++) {
        places[found++] = (uint32_t)place;
    }
    return found;
}

int byte_search_holds_nul(const uint8_t *bytes, size_t count) {
    return count > 0 && memchr(bytes, 0, count) != NULL;
}

size_t byte_search_line_start(const uint8_t *bytes, size_t from, size_t place) {
    const uint8_t *newline = memrchr(bytes + from, '\n', place - from);
    return newline == NULL ? from : (size_t)(newline - bytes) + 1;
}

size_t byte_search_line_end(const uint8_t *bytes, size_t count, size_t place) {
    const uint8_t *newline = memchr(bytes + place, '\n', count - place);
    return newline == NULL ? count : (size_t)(newline - bytes);
}

int byte_search_has_capitals_plainly(const uint8_t *bytes, size_t count) {
    int run = 0;
    for (size_t place = 0; place < count; place++) {
        run = bytes[place] >= 'A' && bytes[place] <= 'Z' ? run + 1 : 0;
        if (run == 4) return 1;
    }
    return 0;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx2,bmi,bmi2,popcnt")))

/// Four entries are written without a look at how many are right: lines of usual length cost no branch.
WIDE static inline size_t append_ends(uint64_t mask, uint32_t base, uint32_t *ends) {
    size_t count = (size_t)_mm_popcnt_u64(mask);
    for (int i = 0; i < 4; i++) {
        ends[i] = base + (uint32_t)_tzcnt_u64(mask) + 1;
        mask = _blsr_u64(mask);
    }
    for (size_t i = 4; mask != 0; i++) {
        ends[i] = base + (uint32_t)_tzcnt_u64(mask) + 1;
        mask = _blsr_u64(mask);
    }
    return count;
}

/// Which of 64 bytes are newlines, the first of them in the lowest bit.
WIDE static inline uint64_t newline_mask(const uint8_t *bytes) {
    const __m256i newline = _mm256_set1_epi8('\n');
    __m256i low = _mm256_loadu_si256((const __m256i *)bytes);
    __m256i high = _mm256_loadu_si256((const __m256i *)(bytes + 32));
    uint32_t low_mask = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, newline));
    uint32_t high_mask = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, newline));
    return low_mask | (uint64_t)high_mask << 32;
}

WIDE static size_t line_ends_widely(const uint8_t *bytes, size_t count, uint32_t base, uint32_t *ends) {
    size_t found = 0;
    size_t place = 0;
    for (; place + 64 <= count; place += 64) {
        uint64_t mask = newline_mask(bytes + place);
        found += append_ends(mask, base + (uint32_t)place, ends + found);
    }
    return found + byte_search_line_ends_plainly(bytes + place, count - place, base + (uint32_t)place, ends + found);
}

WIDE static size_t count_lines_widely(const uint8_t *bytes, size_t count) {
    size_t found = 0;
    size_t place = 0;
    for (; place + 64 <= count; place += 64) {
        found += (size_t)_mm_popcnt_u64(newline_mask(bytes + place));
    }
    return found + byte_search_count_lines_plainly(bytes + place, count - place);
}

/// Bit i is set where both probes fit the literal's place `at + i`.
WIDE static inline uint32_t probe(
    const uint8_t *at, const struct byte_search_literal *literal, __m256i first, __m256i second,
    __m256i first_mask, __m256i second_mask) {
    __m256i one = _mm256_loadu_si256((const __m256i *)(at + literal->first_probe));
    __m256i two = _mm256_loadu_si256((const __m256i *)(at + literal->second_probe));
    return (uint32_t)_mm256_movemask_epi8(_mm256_and_si256(
        _mm256_cmpeq_epi8(_mm256_or_si256(one, first_mask), first),
        _mm256_cmpeq_epi8(_mm256_or_si256(two, second_mask), second)));
}

WIDE static size_t find_widely(
    const uint8_t *bytes, size_t count, size_t from, const struct byte_search_literal *literal) {
    const __m256i first = _mm256_set1_epi8((char)literal->bytes[literal->first_probe]);
    const __m256i second = _mm256_set1_epi8((char)literal->bytes[literal->second_probe]);
    const __m256i first_mask = _mm256_set1_epi8((char)literal->masks[literal->first_probe]);
    const __m256i second_mask = _mm256_set1_epi8((char)literal->masks[literal->second_probe]);
    size_t place = from;
    while (place + 64 + literal->length <= count) {
        uint64_t mask = probe(bytes + place, literal, first, second, first_mask, second_mask)
            | (uint64_t)probe(bytes + place + 32, literal, first, second, first_mask, second_mask) << 32;
        while (mask != 0) {
            size_t candidate = place + (size_t)_tzcnt_u64(mask);
            if (matches_at(bytes + candidate, literal)) return candidate;
            mask = _blsr_u64(mask);
        }
        place += 64;
    }
    return byte_search_find_plainly(bytes, count, place, literal);
}

/// The sum of four numbers.
WIDE static inline size_t sum_of(__m256i four) {
    __m128i two = _mm_add_epi64(_mm256_castsi256_si128(four), _mm256_extracti128_si256(four, 1));
    return (size_t)_mm_cvtsi128_si64(two) + (size_t)_mm_extract_epi64(two, 1);
}

/// A register of the text serves three questions: newlines, NULs, and the literal's lead, whose places it goes by.
///
/// The compiler makes a loop of its own for literals without letters of either case.
WIDE static inline __attribute__((always_inline)) size_t survey_with(
    const uint8_t *bytes, size_t count, size_t from, size_t to, const struct byte_search_literal *literal,
    uint32_t *places, struct byte_search_findings *findings, int is_caseless) {
    size_t lead = lead_probe(literal);
    size_t reach = literal->first_probe + literal->second_probe - 2 * lead;
    const __m256i newline = _mm256_set1_epi8('\n');
    const __m256i zero = _mm256_setzero_si256();
    const __m256i first = _mm256_set1_epi8((char)literal->bytes[lead]);
    const __m256i second = _mm256_set1_epi8((char)literal->bytes[lead + reach]);
    const __m256i first_mask = _mm256_set1_epi8((char)literal->masks[lead]);
    const __m256i second_mask = _mm256_set1_epi8((char)literal->masks[lead + reach]);
    __m256i lines = zero;
    __m256i least = _mm256_set1_epi8(-1);
    size_t found = 0;
    size_t place = from;
    while (place + 64 <= to && place + 64 + reach <= count) {
        // Each byte counts up to two newlines a step, and holds 255.
        __m256i few_lines = zero;
        for (int step = 0; step < 127 && place + 64 <= to && place + 64 + reach <= count; step++, place += 64) {
            __m256i low = _mm256_loadu_si256((const __m256i *)(bytes + place));
            __m256i high = _mm256_loadu_si256((const __m256i *)(bytes + place + 32));
            __m256i later_low = _mm256_loadu_si256((const __m256i *)(bytes + place + reach));
            __m256i later_high = _mm256_loadu_si256((const __m256i *)(bytes + place + reach + 32));
            __m256i ends = _mm256_add_epi8(_mm256_cmpeq_epi8(low, newline), _mm256_cmpeq_epi8(high, newline));
            few_lines = _mm256_sub_epi8(few_lines, ends);
            least = _mm256_min_epu8(least, _mm256_min_epu8(low, high));
            if (is_caseless) {
                low = _mm256_or_si256(low, first_mask);
                high = _mm256_or_si256(high, first_mask);
                later_low = _mm256_or_si256(later_low, second_mask);
                later_high = _mm256_or_si256(later_high, second_mask);
            }
            low = _mm256_and_si256(_mm256_cmpeq_epi8(low, first), _mm256_cmpeq_epi8(later_low, second));
            high = _mm256_and_si256(_mm256_cmpeq_epi8(high, first), _mm256_cmpeq_epi8(later_high, second));
            __m256i either = _mm256_or_si256(low, high);
            if (__builtin_expect(_mm256_testz_si256(either, either), 1)) continue;
            uint64_t mask =
                (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
            for (; mask != 0; mask = _blsr_u64(mask)) {
                size_t probe = place + (size_t)_tzcnt_u64(mask);
                // The lead may stand where the rest of the literal would not be part of the text.
                if (probe < lead || probe - lead + literal->length > count) continue;
                if (matches_at(bytes + probe - lead, literal)) places[found++] = (uint32_t)(probe - lead);
            }
        }
        lines = _mm256_add_epi64(lines, _mm256_sad_epu8(few_lines, zero));
    }
    findings->newlines += sum_of(lines);
    findings->holds_nul |= _mm256_movemask_epi8(_mm256_cmpeq_epi8(least, zero)) != 0;
    if (place == to) return found;
    return found + byte_search_survey_plainly(bytes, count, place, to, literal, places + found, findings);
}

WIDE static size_t survey_widely(
    const uint8_t *bytes, size_t count, size_t from, size_t to, const struct byte_search_literal *literal,
    uint32_t *places, struct byte_search_findings *findings) {
    if (literal->masks[literal->first_probe] | literal->masks[literal->second_probe]) {
        return survey_with(bytes, count, from, to, literal, places, findings, 1);
    }
    return survey_with(bytes, count, from, to, literal, places, findings, 0);
}

WIDE static int has_capitals_widely(const uint8_t *bytes, size_t count) {
    // A signed comparison after a shift of the range: only `A` to `Z` end up below the limit.
    const __m256i shift = _mm256_set1_epi8((char)(128 - 'A'));
    const __m256i limit = _mm256_set1_epi8((char)(-128 + 26));
    size_t place = 0;
    // Registers overlap by three bytes, so that no run of four is cut.
    for (; place + 32 <= count; place += 29) {
        __m256i text = _mm256_loadu_si256((const __m256i *)(bytes + place));
        __m256i capital = _mm256_cmpgt_epi8(limit, _mm256_add_epi8(text, shift));
        uint32_t mask = (uint32_t)_mm256_movemask_epi8(capital);
        if (mask & mask >> 1 & mask >> 2 & mask >> 3) return 1;
    }
    return byte_search_has_capitals_plainly(bytes + place, count - place);
}

int byte_search_is_wide(void) {
    // The compiler's runtime asks the processor once, and the system whether it saves the wide registers.
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")
        && __builtin_cpu_supports("popcnt");
}

size_t byte_search_line_ends(const uint8_t *bytes, size_t count, uint32_t base, uint32_t *ends) {
    return byte_search_is_wide() ? line_ends_widely(bytes, count, base, ends)
                                 : byte_search_line_ends_plainly(bytes, count, base, ends);
}

size_t byte_search_count_lines(const uint8_t *bytes, size_t count) {
    return byte_search_is_wide() ? count_lines_widely(bytes, count) : byte_search_count_lines_plainly(bytes, count);
}

size_t byte_search_find(const uint8_t *bytes, size_t count, size_t from, const struct byte_search_literal *literal) {
    return byte_search_is_wide() ? find_widely(bytes, count, from, literal)
                                 : byte_search_find_plainly(bytes, count, from, literal);
}

size_t byte_search_survey(
    const uint8_t *bytes, size_t count, size_t from, size_t to, const struct byte_search_literal *literal,
    uint32_t *places, struct byte_search_findings *findings) {
    return byte_search_is_wide() ? survey_widely(bytes, count, from, to, literal, places, findings)
                                 : byte_search_survey_plainly(bytes, count, from, to, literal, places, findings);
}

int byte_search_has_capitals(const uint8_t *bytes, size_t count) {
    return byte_search_is_wide() ? has_capitals_widely(bytes, count)
                                 : byte_search_has_capitals_plainly(bytes, count);
}
#else
int byte_search_has_capitals(const uint8_t *bytes, size_t count) {
    return byte_search_has_capitals_plainly(bytes, count);
}

int byte_search_is_wide(void) { return 0; }

size_t byte_search_count_lines(const uint8_t *bytes, size_t count) {
    return byte_search_count_lines_plainly(bytes, count);
}

size_t byte_search_line_ends(const uint8_t *bytes, size_t count, uint32_t base, uint32_t *ends) {
    return byte_search_line_ends_plainly(bytes, count, base, ends);
}

size_t byte_search_find(const uint8_t *bytes, size_t count, size_t from, const struct byte_search_literal *literal) {
    return byte_search_find_plainly(bytes, count, from, literal);
}

size_t byte_search_survey(
    const uint8_t *bytes, size_t count, size_t from, size_t to, const struct byte_search_literal *literal,
    uint32_t *places, struct byte_search_findings *findings) {
    return byte_search_survey_plainly(bytes, count, from, to, literal, places, findings);
}
#endif
