// SPDX-License-Identifier: AGPL-3.0-or-later
// The compiled part of Asio and Beast (BOOST_*_SEPARATE_COMPILATION): built once, here.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
