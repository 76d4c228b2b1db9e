#pragma once

#include <stddef.h>
#include <stdint.h>

/// A byte string to look for, as `byte_search_find` wants it.
///
/// A byte of the text fits place `i` when `(text | masks[i]) == bytes[i]`: mask 0 for a byte as it is, 0x20 with a
/// small letter for a letter of either case.
struct byte_search_literal {
    const uint8_t *bytes;
    const uint8_t *masks;
    /// At least 1.
    size_t length;
    /// Two places below `length`, those of the rarest bytes; they may be the same.
    size_t first_probe;
    size_t second_probe;
};

/// Writes, for each newline among `count` bytes, `base` plus the offset behind it; returns how many there are.
///
/// Writes up to 4 entries more than it returns: `ends` must have room for `count + 4`.
size_t byte_search_line_ends(const uint8_t *bytes, size_t count, uint32_t base, uint32_t *ends);

/// How many newlines stand among `count` bytes.
size_t byte_search_count_lines(const uint8_t *bytes, size_t count);

/// Where the line that holds `place` begins: behind the last newline before it, but not before `from`, which is at
/// most `place`.
size_t byte_search_line_start(const uint8_t *bytes, size_t from, size_t place);

/// Offset of the first newline at or behind `place`, which is at most `count`; `count` when there is none.
size_t byte_search_line_end(const uint8_t *bytes, size_t count, size_t place);

/// Offset of the first place at or behind `from` where the literal stands, or `count` when there is none.
size_t byte_search_find(const uint8_t *bytes, size_t count, size_t from, const struct byte_search_literal *literal);

/// What `byte_search_survey` finds out about the bytes besides the literal's places.
struct byte_search_findings {
    size_t newlines;
    /// 1 when a byte is 0.
    int holds_nul;
};

/// Writes each place where the literal stands with its lead, the probe that stands before the other, from `from` up to,
/// not including, `to`, ascending, and adds to `findings` what these bytes hold, in one look at them; returns how many
/// places there are. Parts of a text that follow each other give each place once.
///
/// `places` must have room for `to - from`; the literal may reach beyond `from` and `to`, not beyond `count`.
size_t byte_search_survey(
    const uint8_t *bytes, size_t count, size_t from, size_t to, const struct byte_search_literal *literal,
    uint32_t *places, struct byte_search_findings *findings);

/// Whether one of `count` bytes is 0.
int byte_search_holds_nul(const uint8_t *bytes, size_t count);

/// Whether four ASCII capital letters stand side by side among `count` bytes.
int byte_search_has_capitals(const uint8_t *bytes, size_t count);

/// Whether this processor has the wide registers that the functions above use where they can.
int byte_search_is_wide(void);

/// The same without wide registers, as on other processors; for tests.
size_t byte_search_line_ends_plainly(const uint8_t *bytes, size_t count, uint32_t base, uint32_t *ends);
size_t byte_search_count_lines_plainly(const uint8_t *bytes, size_t count);
size_t byte_search_find_plainly(
    const uint8_t *bytes, size_t count, size_t from, const struct byte_search_literal *literal);
size_t byte_search_survey_plainly(
    const uint8_t *bytes, size_t count, size_t from, size_t to, const struct byte_search_literal *literal,
    uint32_t *places, struct byte_search_findings *findings);
int byte_search_has_capitals_plainly(const uint8_t *bytes, size_t count);
