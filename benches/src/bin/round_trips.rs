//! Counts round trips on the wire, those of connecting included: `round_trips postgres://... [N...]`.
//!
//! Turns of direction are counted by a proxy. Whatever stands in the database is dropped: give it an empty one.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use migratory::{Database, Migrator};
use migratory_benches::{Counts, Generated, proxy};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn migrator(count: usize) -> Migrator {
    (0..count).fold(Migrator::new(), |migrator, n| migrator.add(Generated(n)))
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let url = args.next().ok_or("usage: round_trips URL [N...]")?;
    let numbers: Vec<usize> = args
        .map(|n| n.parse())
        .collect::<std::result::Result<_, _>>()?;
    let numbers = if numbers.is_empty() {
        vec![10, 100]
    } else {
        numbers
    };
    let (before, rest) = url.split_once("://").ok_or("the URL needs a scheme")?;
    let (credentials, rest) = rest
        .rsplit_once('@')
        .map_or((String::new(), rest), |(c, r)| (format!("{c}@"), r));
    let (server, path) = rest.split_once('/').ok_or("the URL needs a database")?;
    let counts = Arc::new(Counts::default());
    let port = proxy(server.to_owned(), counts.clone()).await?;
    let proxied = format!("{before}://{credentials}127.0.0.1:{port}/{path}");

    println!(
        "{:<34} {:>11} {:>12} {:>10}",
        "what", "round trips", "connections", "ms"
    );
    for count in numbers {
        let migrator = migrator(count).allow_existing(true);
        migrator.fresh(&Database::connect(&url).await?).await?;
        migrator.reset(&Database::connect(&url).await?).await?;
        for what in ["migrate", "migrate, nothing pending", "status", "reset"] {
            let turns = counts.turns.swap(0, Ordering::Relaxed);
            let _ = (turns, counts.connections.swap(0, Ordering::Relaxed));
            let began = Instant::now();
            // A pool that connects when asked, so that what is counted is the run.
            let database = Database::connect(&proxied).await?;
            let connecting = (
                counts.turns.load(Ordering::Relaxed),
                counts.connections.load(Ordering::Relaxed),
            );
            match what {
                "status" => drop(migrator.status(&database).await?),
                "reset" => drop(migrator.reset(&database).await?),
                _ => drop(migrator.migrate(&database).await?),
            }
            println!(
                "{:<34} {:>11} {:>12} {:>10.1}   (of which Database::connect: {} and {})",
                format!("{what} ({count})"),
                counts.turns.load(Ordering::Relaxed),
                counts.connections.load(Ordering::Relaxed),
                began.elapsed().as_secs_f64() * 1000.0,
                connecting.0,
                connecting.1,
            );
        }
    }
    Ok(())
}
