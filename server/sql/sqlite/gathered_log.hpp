// SPDX-License-Identifier: AGPL-3.0-or-later
// SQLite hands the pages of a commit to the write-ahead log one by one, each in two pieces: hundreds of system calls
// where a few do.
#pragma once

namespace pult::sql::sqlite {

// The name of a VFS like the default one that writes write-ahead logs in large pieces. For connections with
// synchronous=FULL only: what is gathered is written when the log is synced, and SQLite shows a commit to others only
// after that.
const char* gathering_vfs();

}  // namespace pult::sql::sqlite
