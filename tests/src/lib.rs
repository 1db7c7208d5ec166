//! Shared by the behaviour suites.

pub mod random;
pub mod throwaway;
