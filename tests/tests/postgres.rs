//! The behaviour suite on PostgreSQL.

use migratory_tests::throwaway::Server;

migratory_tests::suite!(Server::postgres());
