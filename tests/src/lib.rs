//! Shared by the behaviour suites.
