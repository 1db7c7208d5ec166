//! What a backfill needs besides the database: how large its batches are, and what it tells of how far it is.

mod manage;
mod pace;
mod progress;

pub use manage::{BackfillState, BackfillStatus};
pub(crate) use pace::Pace;
pub use progress::BackfillProgress;
pub(crate) use progress::Tally;
