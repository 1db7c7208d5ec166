//! The behaviour suite on MySQL or MariaDB.

use migratory_tests::throwaway::Server;

migratory_tests::suite!(Server::mysql());
