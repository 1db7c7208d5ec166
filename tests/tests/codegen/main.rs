//! What `codegen` writes is in `golden`, where it is compiled. Run, it records the operations that it was written from: law 4
//! of architecture.md. `UPDATE_GOLDEN=1` writes those files anew; look at what changed.

mod cases;
#[path = "golden/mod.rs"]
mod golden;
mod kinds;
mod laws;
mod more;
