// SPDX-License-Identifier: AGPL-3.0-or-later
// One conversation of the demo desk, told to the use cases in the order it happened.
#pragma once
#include <boost/json/object.hpp>

#include "app/demo_people.hpp"
#include "blobs/blob_store.hpp"
#include "tickets/desk.hpp"

namespace pult::app {

Result<void> tell_story(sql::Transaction& tx, const tickets::Desk& desk, const blobs::BlobStore& blobs,
                        const DemoPeople& people, const boost::json::object& story, Micros now);

}  // namespace pult::app
