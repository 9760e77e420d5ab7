// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/html_tags.hpp"

#include <array>
#include <initializer_list>

namespace pult::text {
namespace {

using Table = std::array<TagTraits, GUMBO_TAG_LAST + 1>;

void mark(Table& table, bool TagTraits::* trait, std::initializer_list<GumboTag> tags) {
  for (const GumboTag tag : tags) table[tag].*trait = true;
}

Table make_table() {
  Table table{};
  const auto formatting = {GUMBO_TAG_A,      GUMBO_TAG_B,  GUMBO_TAG_BIG, GUMBO_TAG_CODE,  GUMBO_TAG_EM,
                           GUMBO_TAG_FONT,   GUMBO_TAG_I,  GUMBO_TAG_S,   GUMBO_TAG_SMALL, GUMBO_TAG_STRIKE,
                           GUMBO_TAG_STRONG, GUMBO_TAG_TT, GUMBO_TAG_U};
  const auto phrases = {GUMBO_TAG_ABBR, GUMBO_TAG_ACRONYM, GUMBO_TAG_BDI, GUMBO_TAG_BDO,  GUMBO_TAG_CITE,
                        GUMBO_TAG_DEL,  GUMBO_TAG_DFN,     GUMBO_TAG_INS, GUMBO_TAG_KBD,  GUMBO_TAG_MARK,
                        GUMBO_TAG_Q,    GUMBO_TAG_RP,      GUMBO_TAG_RT,  GUMBO_TAG_RUBY, GUMBO_TAG_SAMP,
                        GUMBO_TAG_SPAN, GUMBO_TAG_SUB,     GUMBO_TAG_SUP, GUMBO_TAG_TIME, GUMBO_TAG_VAR};
  const auto blocks = {
      GUMBO_TAG_ADDRESS, GUMBO_TAG_ARTICLE, GUMBO_TAG_ASIDE, GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_CENTER, GUMBO_TAG_DD,
      GUMBO_TAG_DIV,     GUMBO_TAG_DL,      GUMBO_TAG_DT,    GUMBO_TAG_FIGCAPTION, GUMBO_TAG_FIGURE, GUMBO_TAG_FOOTER,
      GUMBO_TAG_H1,      GUMBO_TAG_H2,      GUMBO_TAG_H3,    GUMBO_TAG_H4,         GUMBO_TAG_H5,     GUMBO_TAG_H6,
      GUMBO_TAG_HEADER,  GUMBO_TAG_HGROUP,  GUMBO_TAG_HR,    GUMBO_TAG_LI,         GUMBO_TAG_MAIN,   GUMBO_TAG_NAV,
      GUMBO_TAG_OL,      GUMBO_TAG_P,       GUMBO_TAG_PRE,   GUMBO_TAG_SECTION,    GUMBO_TAG_TABLE,  GUMBO_TAG_UL};
  const auto table_parts = {GUMBO_TAG_CAPTION, GUMBO_TAG_COL, GUMBO_TAG_COLGROUP, GUMBO_TAG_TBODY, GUMBO_TAG_TD,
                            GUMBO_TAG_TFOOT,   GUMBO_TAG_TH,  GUMBO_TAG_THEAD,    GUMBO_TAG_TR};
  const auto voids = {GUMBO_TAG_BR, GUMBO_TAG_COL, GUMBO_TAG_HR, GUMBO_TAG_IMG, GUMBO_TAG_WBR};
  for (const auto& list : {formatting, phrases, blocks, table_parts, voids}) mark(table, &TagTraits::allowed, list);
  mark(table, &TagTraits::is_formatting, formatting);
  mark(table, &TagTraits::is_block, blocks);
  mark(table, &TagTraits::is_table_part, table_parts);
  mark(table, &TagTraits::is_void, voids);
  mark(table, &TagTraits::is_cell, {GUMBO_TAG_TABLE, GUMBO_TAG_TD, GUMBO_TAG_TH, GUMBO_TAG_CAPTION});
  mark(table, &TagTraits::is_raw_text,
       {GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE, GUMBO_TAG_TITLE, GUMBO_TAG_TEXTAREA, GUMBO_TAG_XMP, GUMBO_TAG_IFRAME,
        GUMBO_TAG_NOEMBED, GUMBO_TAG_NOFRAMES});
  return table;
}

}  // namespace

const TagTraits& traits(GumboTag tag) {
  static const Table table = make_table();
  return table[tag <= GUMBO_TAG_LAST ? tag : GUMBO_TAG_UNKNOWN];
}

GumboTag tag_of(std::string_view lower_name) {
  if (lower_name == "image") return GUMBO_TAG_IMG;  // HTML 13.2.6.4.7
  if (lower_name.size() > 16) return GUMBO_TAG_UNKNOWN;
  return gumbo_tagn_enum(lower_name.data(), static_cast<unsigned>(lower_name.size()));
}

}  // namespace pult::text
