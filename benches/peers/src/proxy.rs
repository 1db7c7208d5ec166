//! Stands between a tool and the server: counts, and keeps everything back for a while.
//!
//! Threads that block, and no timers of a runtime: those are too coarse for half a millisecond.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// What was counted, and how long each half of a round trip takes.
#[derive(Default)]
struct Shared {
    round_trips: AtomicUsize,
    connections: AtomicUsize,
    half: AtomicU64,
}

/// A proxy on a port of its own.
pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
}

/// What passed since the last [`Proxy::reset`].
#[derive(Clone, Copy)]
pub struct Counted {
    /// How often the server spoke after the client had, the start of the connection not counted.
    pub round_trips: usize,
    pub connections: usize,
}

impl Proxy {
    /// Passes everything on to `server`, "host:port".
    pub fn start(server: String) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared::default());
        let counting = shared.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                counting.connections.fetch_add(1, SeqCst);
                let (server, shared) = (server.clone(), counting.clone());
                // A client that leaves in the middle is no failure of the proxy.
                thread::spawn(move || drop(pass_on(client, &server, shared)));
            }
        });
        Ok(Self { port, shared })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Begins to count anew; connections made from now on take `delay` for a round trip.
    pub fn reset(&self, delay: Duration) {
        let half = u64::try_from((delay / 2).as_micros()).unwrap_or(u64::MAX);
        self.shared.half.store(half, SeqCst);
        self.shared.round_trips.store(0, SeqCst);
        self.shared.connections.store(0, SeqCst);
    }

    pub fn counted(&self) -> Counted {
        Counted {
            round_trips: self.shared.round_trips.load(SeqCst),
            connections: self.shared.connections.load(SeqCst),
        }
    }
}

/// What a connection asks for before it begins, to which the answer is one byte: TLS and GSSAPI. There is neither.
const ENCRYPTION_REQUESTS: [u32; 2] = [80_877_103, 80_877_104];

fn pass_on(mut client: TcpStream, server: &str, shared: Arc<Shared>) -> std::io::Result<()> {
    let half = Duration::from_micros(shared.half.load(SeqCst));
    let mut server = TcpStream::connect(server)?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let first = loop {
        let message = first_message(&mut client)?;
        let code = u32::from_be_bytes([message[4], message[5], message[6], message[7]]);
        if !ENCRYPTION_REQUESTS.contains(&code) {
            break message;
        }
        thread::sleep(half * 2);
        client.write_all(b"N")?;
    };
    thread::sleep(half);
    server.write_all(&first)?;

    // Set when the server is ready for the first query, and whenever the client has spoken after that.
    let ready = Arc::new(AtomicBool::new(false));
    let asked = Arc::new(AtomicBool::new(false));
    let up = {
        let (ready, asked) = (ready.clone(), asked.clone());
        let (from, to) = (client.try_clone()?, server.try_clone()?);
        thread::spawn(move || {
            relay(from, to, half, |_| {
                if ready.load(SeqCst) {
                    asked.store(true, SeqCst);
                }
            })
        })
    };
    let mut start = Start::default();
    relay(server, client, half, |bytes| {
        if !ready.load(SeqCst) {
            ready.store(start.is_over(bytes), SeqCst);
        } else if asked.swap(false, SeqCst) {
            shared.round_trips.fetch_add(1, SeqCst);
        }
    })?;
    // Whoever waits for the client waits no longer than it stays.
    drop(up.join());
    Ok(())
}

/// The first message has no type: its length, a code, and the rest.
fn first_message(client: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut message = vec![0; 8];
    client.read_exact(&mut message)?;
    let length = u32::from_be_bytes([message[0], message[1], message[2], message[3]]);
    message.resize((length as usize).clamp(8, 1 << 16), 0);
    client.read_exact(&mut message[8..])?;
    Ok(message)
}

/// Reads what the server says while a connection begins, up to "ready for query".
#[derive(Default)]
struct Start {
    unread: Vec<u8>,
}

impl Start {
    fn is_over(&mut self, bytes: &[u8]) -> bool {
        self.unread.extend_from_slice(bytes);
        while let [kind, a, b, c, d, ..] = self.unread[..] {
            let length = 1 + u32::from_be_bytes([a, b, c, d]) as usize;
            if self.unread.len() < length {
                return false;
            }
            if kind == b'Z' {
                return true;
            }
            self.unread.drain(..length);
        }
        false
    }
}

/// Passes on what comes, each piece `half` after it came, without holding up what comes after it.
fn relay(
    mut from: TcpStream,
    mut to: TcpStream,
    half: Duration,
    mut seen: impl FnMut(&[u8]),
) -> std::io::Result<()> {
    let mut buffer = vec![0; 1 << 16];
    let (late, due) = mpsc::channel::<(Instant, Vec<u8>)>();
    let mut writing = to.try_clone()?;
    let writer = thread::spawn(move || -> std::io::Result<()> {
        for (due, bytes) in due {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            writing.write_all(&bytes)?;
        }
        writing.shutdown(Shutdown::Write)
    });
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        let bytes = &buffer[..read];
        seen(bytes);
        if half.is_zero() {
            to.write_all(bytes)?;
        } else if late.send((Instant::now() + half, bytes.to_vec())).is_err() {
            break;
        }
    }
    drop(late);
    drop(writer.join());
    Ok(())
}
