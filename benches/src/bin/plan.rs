//! CPU time to record, replay and render a generated history, without a database: `plan [N]`.

use std::time::Instant;

use migration_core::Error;
use migration_core::dialect::{Dialect, Target};
use migration_core::plan::{Selection, compile};
use migratory_benches::history;

fn main() -> Result<(), Error> {
    let count = std::env::args()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(1000);
    let history = history(count)?;
    for dialect in Dialect::ALL {
        let target = Target::of(dialect);
        let mut best = f64::MAX;
        let mut bytes = 0;
        for _ in 0..5 {
            let began = Instant::now();
            bytes = compile(&history, &[], &Selection::Pending, &target)?
                .to_sql()
                .len();
            best = best.min(began.elapsed().as_secs_f64() * 1000.0);
        }
        println!("{dialect}: {count} migrations, {bytes} bytes of SQL, best of 5: {best:.1} ms");
    }
    Ok(())
}
