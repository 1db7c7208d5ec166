//! A proxy between a run and its server, which loses what it is told to lose.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What goes wrong with the first message that says a word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Loses {
    /// The message is delivered, and the connection is cut before any reply comes back.
    TheReply,
    /// The connection is cut before the message is delivered.
    TheMessage,
    /// Nothing passes any more, either way, and nobody is told.
    Everything,
    /// The same, once the message is delivered.
    EverythingAfter,
}

/// Passes everything on, but for the first message with this word in it. Answers with the URL to use.
pub fn losing(loses: Loses, word: &'static str, url: &str) -> String {
    let (before, rest) = url.rsplit_once('@').unwrap();
    let (server, path) = rest.split_once('/').unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = server.to_owned();
    std::thread::spawn(move || {
        let lost = Arc::new(AtomicBool::new(false));
        for client in listener.incoming() {
            let (Ok(client), Ok(server)) = (client, TcpStream::connect(&server)) else {
                return;
            };
            pass(client, server, loses, word, lost.clone());
        }
    });
    format!("{before}@127.0.0.1:{port}/{path}")
}

fn pass(
    client: TcpStream,
    server: TcpStream,
    loses: Loses,
    word: &'static str,
    lost: Arc<AtomicBool>,
) {
    let dead = Arc::new(AtomicBool::new(false));
    let (mut from_client, mut to_server) =
        (client.try_clone().unwrap(), server.try_clone().unwrap());
    let up_dead = dead.clone();
    std::thread::spawn(move || {
        let mut buffer = vec![0; 1 << 20];
        while let Ok(read @ 1..) = from_client.read(&mut buffer) {
            let bytes = &buffer[..read];
            let is_it = !word.is_empty()
                && (bytes.windows(word.len())).any(|window| window == word.as_bytes());
            if up_dead.load(Ordering::SeqCst) {
                continue;
            }
            if is_it && !lost.swap(true, Ordering::SeqCst) {
                up_dead.store(true, Ordering::SeqCst);
                match loses {
                    Loses::TheReply => {
                        let _ = to_server.write_all(bytes);
                        let _ = from_client.shutdown(Shutdown::Both);
                        // The server keeps what it was sent.
                        let _ = to_server.shutdown(Shutdown::Write);
                        return;
                    }
                    Loses::TheMessage => {
                        let _ = from_client.shutdown(Shutdown::Both);
                        let _ = to_server.shutdown(Shutdown::Both);
                        return;
                    }
                    Loses::Everything => continue,
                    Loses::EverythingAfter => {
                        let _ = to_server.write_all(bytes);
                        continue;
                    }
                }
            }
            if to_server.write_all(bytes).is_err() {
                break;
            }
        }
        let _ = to_server.shutdown(Shutdown::Both);
    });
    let (mut from_server, mut to_client) = (server, client);
    std::thread::spawn(move || {
        let mut buffer = vec![0; 1 << 20];
        while let Ok(read @ 1..) = from_server.read(&mut buffer) {
            if dead.load(Ordering::SeqCst) {
                continue;
            }
            if to_client.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
        if !dead.load(Ordering::SeqCst) {
            let _ = to_client.shutdown(Shutdown::Both);
        }
    });
}

/// Passes everything on from a port.
pub fn passing(listener: TcpListener, server: String) {
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (Ok(client), Ok(server)) = (client, TcpStream::connect(&server)) else {
                return;
            };
            let never = Arc::new(AtomicBool::new(true));
            pass(client, server, Loses::Everything, "", never);
        }
    });
}
