//! Shared by the behaviour suites.

pub mod random;
