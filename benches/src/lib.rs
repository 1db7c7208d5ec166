//! What the measuring programs share: a generated history, and a proxy that counts round trips.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

use migration_core::builder::Schema;
use migration_core::migration::{Meta, Migration};
use migration_core::registry::{Body, History};
use migration_core::{Error, Location};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Migration number n of the generated history: a table of 8 columns, a foreign key, two indexes, a check.
pub struct Generated(pub usize);

impl Migration for Generated {
    fn up(&self, schema: &mut Schema) {
        let table = format!("table_{}", self.0);
        schema.create_table(table.clone(), |t| {
            t.id();
            t.string("name", 200);
            t.text("description").optional();
            t.decimal("price", 10, 2).default(0);
            t.boolean("active").default(true);
            t.big_integer("parent_id").optional();
            t.integer("amount").default(1);
            t.created_at();
            t.foreign_key("parent_id")
                .references(table.clone(), "id")
                .on_delete(migration_core::schema::ReferentialAction::Cascade);
            t.check(format!("{table}_price_positive"), "price >= 0");
            t.index("name");
            t.index(["active", "created_at"]);
        });
    }

    fn meta(&self) -> Meta {
        meta(self.0)
    }
}

/// A migration of the generated history with the name that it is sorted by.
pub fn meta(n: usize) -> Meta {
    let name: &'static str =
        Box::leak(format!("{:017}_create_table_{n}", 20_260_101_000_000_000 + n).into_boxed_str());
    Meta::new("", Some(name), Location::caller())
}

/// The generated history.
///
/// # Errors
///
/// None: the names are fine.
pub fn history(count: usize) -> Result<History, Error> {
    History::from_bodies((0..count).map(|n| (meta(n), Body::Pure(Arc::new(Generated(n))))))
}

/// What a proxy has counted.
#[derive(Default)]
pub struct Counts {
    /// How often the client spoke after the server had: round trips.
    pub turns: AtomicUsize,
    /// How many connections were made.
    pub connections: AtomicUsize,
}

/// Passes everything on to `server`, counts round trips, and answers with its own port.
///
/// # Errors
///
/// No port could be had.
pub async fn proxy(server: String, counts: Arc<Counts>) -> std::io::Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            counts.connections.fetch_add(1, Ordering::Relaxed);
            let (server, counts) = (server.clone(), counts.clone());
            tokio::spawn(async move {
                if let Ok(server) = TcpStream::connect(server).await {
                    pass_on(client, server, counts).await;
                }
            });
        }
    });
    Ok(port)
}

const SERVER_SPOKE: u8 = 0;
const CLIENT_SPOKE: u8 = 1;

async fn pass_on(client: TcpStream, server: TcpStream, counts: Arc<Counts>) {
    let last = Arc::new(AtomicU8::new(SERVER_SPOKE));
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let upward = last.clone();
    let up = async move {
        let mut buffer = vec![0; 1 << 20];
        while let Ok(read @ 1..) = from_client.read(&mut buffer).await {
            if upward.swap(CLIENT_SPOKE, Ordering::SeqCst) == SERVER_SPOKE {
                counts.turns.fetch_add(1, Ordering::Relaxed);
            }
            if to_server.write_all(&buffer[..read]).await.is_err() {
                break;
            }
        }
        let _ = to_server.shutdown().await;
    };
    let down = async move {
        let mut buffer = vec![0; 1 << 20];
        while let Ok(read @ 1..) = from_server.read(&mut buffer).await {
            last.store(SERVER_SPOKE, Ordering::SeqCst);
            if to_client.write_all(&buffer[..read]).await.is_err() {
                break;
            }
        }
        let _ = to_client.shutdown().await;
    };
    tokio::join!(up, down);
}
