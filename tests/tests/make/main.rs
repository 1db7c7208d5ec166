//! `make`, as a process: `tests/src/bin/newsroom.rs` is the user's program. What it writes for each line of `cases.txt` is in
//! `golden`, where it is compiled. `UPDATE_GOLDEN=1` writes those files anew; look at what changed.

mod cases;
#[path = "golden/mod.rs"]
mod golden;
mod goldens;
mod mistakes;
mod places;
mod program;
mod servers;
