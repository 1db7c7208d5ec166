//! Shared by the behaviour suites.

pub mod difference;
pub mod example;
pub mod live;
pub mod newsroom;
pub mod random;
mod random_objects;
pub mod sql_folder;
pub mod suite;
pub mod tested;
pub mod throwaway;
