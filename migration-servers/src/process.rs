//! A server that cannot outlive this program.
//!
//! The server is the child of a small shell, and the shell waits on a pipe that ends here. However this program ends
//! (at the end of the run, on an error, by Ctrl-C or by `kill -9`), the pipe is closed, and the shell stops its child
//! and removes the folder. No signal is ever sent to a process that is not the sender's own child. A server that others use as
//! well ([`shared`](crate::shared)) has another shell, which waits for the last of them.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{io, thread};

use crate::Error;
use crate::user::{self, User};

/// `sh -c GUARD guard <folder> <signal> <again> <server> <its arguments>`. Standard input is the pipe. A server that ends
/// by itself is an error, unless it is to be started again.
const GUARD: &str = r#"
folder=$1 signal=$2 again=$3
shift 3
exec 3<&0
stopping=
trap 'stopping=yes; kill -s "$signal" "$server"' TERM
(read -r _ <&3; kill -s TERM $$) &
watcher=$!
while
    "$@" </dev/null >>"$folder/log" 2>&1 3<&- &
    server=$!
    wait "$server"
    [ "$again" ] && [ ! "$stopping" ]
do
    sleep 0.2
    [ "$stopping" ] && break
done
if [ "$stopping" ]; then
    wait "$server"
else
    tail -n 20 "$folder/log" >&2
    kill "$watcher"
fi
cd /
rm -rf "$folder"
"#;

/// `sh -c SHARED guard <folder> <signal> <seconds> <server> <its arguments>`. Those who use it are the files in `users`. When
/// the list is closed, nobody can write himself down any more; who did in the last moment has it opened again.
const SHARED: &str = r#"
folder=$1 signal=$2 idle=$3
shift 3
trap '' HUP INT
"$@" </dev/null >>"$folder/log" 2>&1 &
server=$!
quiet=0
lives() {
    [ -d "/proc/$1" ] || kill -0 "$1" 2>/dev/null || ps -p "$1" >/dev/null 2>&1
}
used() {
    found=
    for user in "$folder/$1"/*; do
        case ${user##*/} in
            '*') ;;
            keep) found=yes ;;
            *) if lives "${user##*/}"; then found=yes; else rm -f "$user"; fi ;;
        esac
    done
    [ "$found" ]
}
while kill -0 "$server" 2>/dev/null && [ ! -e "$folder/stop" ]; do
    sleep 1
    if used users; then quiet=0; continue; fi
    quiet=$((quiet + 1))
    [ "$quiet" -lt "$idle" ] && continue
    mv "$folder/users" "$folder/closing" || break
    used closing || break
    mv "$folder/closing" "$folder/users"
    quiet=0
done
if ! kill -s "$signal" "$server" 2>/dev/null; then
    echo "the server ended by itself; the end of its log:" >&2
    tail -n 20 "$folder/log" >&2
fi
wait "$server"
cd /
rm -rf "$folder"
"#;

/// How long a server may take to start.
const STARTUP: Duration = Duration::from_secs(60);

/// A folder of its own, not yet with a running server.
pub struct Place {
    /// The folder.
    pub folder: PathBuf,
    /// A port of 127.0.0.1 that nobody listens on.
    pub port: u16,
    user: Option<User>,
    removed_by_us: bool,
    /// Whether a server that ends by itself is started again.
    again: bool,
    /// After how many seconds without a user it is stopped, and where its guard writes, if it is for others as well.
    shared: Option<(u64, PathBuf)>,
}

impl Place {
    /// Makes a folder that the first of these users can reach, and finds a port.
    ///
    /// # Errors
    ///
    /// There is none of the users, no folder that they can reach, no free port.
    pub fn new(kind: &str, users: &[&str]) -> Result<Self, Error> {
        let user = user::for_server(users)?;
        Ok(Self {
            folder: user::new_folder(kind, user)?,
            port: free_port().map_err(|error| format!("there is no free port: {error}"))?,
            user,
            removed_by_us: true,
            again: false,
            shared: None,
        })
    }

    /// The same, for a server that tests may kill.
    pub fn started_again(mut self, again: bool) -> Self {
        self.again = again;
        self
    }

    /// The same, for a server that others use as well; see [`shared`](crate::shared).
    pub(crate) fn shared(mut self, idle: u64, log: &Path) -> Result<Self, Error> {
        self.run(Path::new("mkdir"), &[&self.path("users")], "")?;
        self.shared = Some((idle, log.to_owned()));
        Ok(self)
    }

    /// Whether its server comes back when it ends by itself.
    pub fn comes_back(&self) -> bool {
        self.again
    }

    /// A path in the folder, as text.
    pub fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// Runs a program to its end in the folder.
    ///
    /// # Errors
    ///
    /// It cannot be run, or fails; the message has what it wrote.
    pub fn run(&self, program: &Path, arguments: &[&str], input: &str) -> Result<(), Error> {
        let failed = |error: io::Error| format!("cannot run {}: {error}", program.display());
        let stdin = self.folder.join("input");
        fs::write(&stdin, input).map_err(failed)?;
        let output = self
            .command(program)
            .args(arguments)
            .stdin(fs::File::open(&stdin).map_err(failed)?)
            .output()
            .map_err(failed)?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!(
            "{} failed ({})\n{}{}",
            program.display(),
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        ))
    }

    /// Starts a server, and waits until `ready` answers, from what the server wrote into its folder. It is stopped by
    /// `signal`.
    ///
    /// # Errors
    ///
    /// It ends, or does not become ready within a minute.
    pub fn start<T>(
        mut self,
        program: &Path,
        arguments: &[&str],
        signal: &str,
        ready: impl Fn(&Self) -> Option<T>,
    ) -> Result<(Guarded, T), Error> {
        let failed = |error: io::Error| format!("cannot run sh: {error}");
        let idle = self.shared.as_ref().map(|(idle, _)| idle.to_string());
        let (guard, word) = match (&idle, self.again) {
            (Some(idle), _) => (SHARED, idle.as_str()),
            (None, true) => (GUARD, "yes"),
            (None, false) => (GUARD, ""),
        };
        let mut command = self.command(Path::new("sh"));
        command
            .args(["-c", guard, "guard", &self.path(""), signal, word])
            .arg(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .process_group(0); // Ctrl-C is not for the shell: it would die before its child.
        if let Some((_, log)) = &self.shared {
            // Nothing of whoever starts it: who reads what that writes would wait for the server, too.
            let log = fs::File::create(log).map_err(failed)?;
            command
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(log);
        }
        let child = command.spawn().map_err(failed)?;
        self.removed_by_us = false;
        let mut guarded = Guarded {
            child,
            is_shared: self.shared.is_some(),
        };
        let started = Instant::now();
        while started.elapsed() < STARTUP {
            if let Some(ready) = ready(&self) {
                return Ok((guarded, ready));
            }
            if !matches!(guarded.child.try_wait(), Ok(None)) {
                let why = match &self.shared {
                    Some((_, log)) => fs::read_to_string(log).unwrap_or_default(),
                    None => "see above".to_owned(),
                };
                return Err(format!("{} did not start; {why}", program.display()));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Err(format!(
            "{} took over {STARTUP:?} to start",
            program.display()
        ))
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder).env("LC_ALL", "C");
        if let Some(user) = self.user {
            user.set(&mut command);
        }
        command
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.removed_by_us
            && let Err(error) = fs::remove_dir_all(&self.folder)
        {
            eprintln!("cannot remove {}: {error}", self.folder.display());
        }
    }
}

/// A running server.
pub struct Guarded {
    child: Child,
    is_shared: bool,
}

impl Guarded {
    /// The number of the process that guards it.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        // Others may use it; it ends by itself.
        if self.is_shared {
            return;
        }
        drop(self.child.stdin.take());
        if let Err(error) = self.child.wait() {
            eprintln!("cannot wait for a server to stop: {error}");
        }
    }
}

/// A port of 127.0.0.1 that nobody listens on.
///
/// # Errors
///
/// There is none.
pub fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}
