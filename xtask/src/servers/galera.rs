//! A throwaway Galera cluster: three small nodes of MariaDB on this machine, whose rows and changes of the schema are the
//! same on all of them.

use std::path::{Path, PathBuf};
use std::{fs, thread};

use migration_servers::process::{Guarded, Place, free_port};
use migration_servers::{DATABASE, USER, find, mysql, output_of};

use super::{GALERA_URLS, Server};
use crate::Error;

const NODES: usize = 3;

/// Starts the first node, then the others, which get its data from it.
pub fn start() -> Result<Server, Error> {
    let program = find::mysql().ok_or("MariaDB is not installed")?;
    let provider = find::galera().ok_or("Galera is not installed")?;
    let nodes = (1..=NODES).map(|n| {
        Ok(Node {
            place: Place::new(&format!("galera_{n}"), &["mysql", "nobody"])?,
            group: port()?,
            transfer: port()?,
            changes: port()?,
        })
    });
    let nodes: Vec<Node> = nodes.collect::<Result<_, Error>>()?;
    let members = nodes.iter().map(|node| format!("127.0.0.1:{}", node.group));
    let members = members.collect::<Vec<_>>().join(",");
    let urls = (nodes.iter()).map(|node| {
        format!(
            "mysql://{USER}:{USER}@127.0.0.1:{}/{DATABASE}",
            node.place.port
        )
    });
    let url = urls.collect::<Vec<_>>().join(",");
    let mut nodes = nodes.into_iter();
    let first = nodes.next().ok_or("a cluster has nodes")?;
    let (first, version) = first.start(&program, &provider, &members, true)?;
    let mut processes: Vec<Guarded> = thread::scope(|scope| {
        let join = |node: Node| {
            let (program, provider, members) = (&program, &provider, &members);
            scope.spawn(move || node.start(program, provider, members, false))
        };
        let joining: Vec<_> = nodes.map(join).collect();
        let panicked = |_| Err("starting a node panicked".to_owned());
        let joined = joining
            .into_iter()
            .map(|node| node.join().unwrap_or_else(panicked));
        joined
            .map(|node| node.map(|(process, _)| process))
            .collect::<Result<_, _>>()
    })?;
    processes.push(first);
    Ok(Server {
        variable: GALERA_URLS,
        url,
        name: format!("{version} as a Galera cluster of {NODES}"),
        _processes: processes,
    })
}

/// Whether its programs are here, those that copy a node's data among them.
pub fn is_here() -> bool {
    let version = |program: PathBuf| output_of(&program, &["--no-defaults", "--version"]);
    let version = find::mysql().and_then(version);
    find::galera().is_some()
        && find::rsync().is_some()
        && find::ss().is_some()
        && version.is_some_and(|version| version.contains("MariaDB"))
}

fn port() -> Result<u16, Error> {
    free_port().map_err(|error| format!("there is no free port: {error}"))
}

struct Node {
    place: Place,
    /// The port at which the nodes speak with each other.
    group: u16,
    /// The port at which it gets the data of another one.
    transfer: u16,
    /// The port at which it gets what was changed meanwhile.
    changes: u16,
}

impl Node {
    /// <https://mariadb.com/docs/galera-cluster/galera-management/configuration/configuring-mariadb-galera-cluster>
    fn start(
        self,
        program: &Path,
        provider: &Path,
        members: &str,
        is_first: bool,
    ) -> Result<(Guarded, String), Error> {
        let place = self.place;
        let folder = place.path("data");
        let data = format!("--datadir={folder}");
        let mut arguments = vec![
            "--no-defaults".to_owned(),
            data.clone(),
            format!("--port={}", place.port),
            "--bind-address=127.0.0.1".to_owned(),
            format!("--socket={}", place.path("socket")),
            format!("--pid-file={}", place.path("pid")),
            format!("--tmpdir={}", place.folder.display()),
            "--skip-name-resolve".to_owned(),
            "--max-connections=100".to_owned(),
            "--innodb-buffer-pool-size=16M".to_owned(),
            "--innodb-flush-log-at-trx-commit=0".to_owned(),
            "--innodb-doublewrite=0".to_owned(),
            "--innodb-flush-method=nosync".to_owned(),
            "--innodb-autoinc-lock-mode=2".to_owned(),
            "--loose-sync-frm=0".to_owned(),
            "--binlog-format=ROW".to_owned(),
            "--wsrep-on=ON".to_owned(),
            format!("--wsrep-provider={}", provider.display()),
            "--wsrep-cluster-name=migratory".to_owned(),
            format!("--wsrep-cluster-address=gcomm://{members}"),
            "--wsrep-node-address=127.0.0.1".to_owned(),
            "--wsrep-sst-method=rsync".to_owned(),
            format!("--wsrep-sst-receive-address=127.0.0.1:{}", self.transfer),
            format!(
                "--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:{};ist.recv_addr=127.0.0.1:{};\
                 gcache.size=16M;pc.recovery=off",
                self.group, self.changes
            ),
        ];
        if is_first {
            mysql::initialize(&place, program, &data)?;
            let init = place.path("init.sql");
            let written = fs::write(&init, mysql::set_up());
            written.map_err(|error| format!("cannot write {init}: {error}"))?;
            arguments.push(format!("--init-file={init}"));
            arguments.push("--wsrep-new-cluster".to_owned());
        } else {
            place.run(Path::new("mkdir"), &[&folder], "")?;
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        place.start(program, &arguments, "TERM", |place| {
            let log = fs::read_to_string(place.folder.join("log")).ok()?;
            let is_one_of_them = log.contains("Synchronized with group, ready for connections");
            is_one_of_them.then(|| mysql::ready_as(place)).flatten()
        })
    }
}
