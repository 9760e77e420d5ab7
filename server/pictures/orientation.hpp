// SPDX-License-Identifier: AGPL-3.0-or-later
// How a photograph is to be turned (EXIF 2.3, tag 0x0112): 1 as it is, up to 8.
#pragma once
#include <string_view>

#include "pictures/shrink.hpp"

namespace pult::pictures {

// Of the data of a JPEG's APP1 marker; 1 when they do not say.
int orientation_of(std::string_view app1);
Pixels turned(Pixels pixels, int orientation);

}  // namespace pult::pictures
