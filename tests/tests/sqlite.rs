//! The behaviour suite on SQLite.

use migratory_tests::throwaway::Server;

migratory_tests::suite!(Some(Server::Sqlite));
