//! A webhook service: 16 pairs. One of its downs does not run, which the runner says before it has changed anything.

use migratory_tests::sql_folder::shared_data;
use migratory_tests::throwaway::Server;

use crate::clients::{assert_same, pg_dump, psql};
use crate::downs::{Step, each_way_down};
use crate::{History, files};

#[tokio::test]
async fn svix_goes_up_as_psql_goes_and_back_as_far_as_its_downs_do() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let folder = shared_data("sqlx-svix/migrations");
    let ours = History::on(&server, &folder).await;
    let by_psql = server.create("svix_psql").await;
    let mut before = Vec::new();
    for file in files(&folder, |name| name.ends_with(".up.sql")) {
        before.push(match pg_dump(&by_psql) {
            Some(dump) => dump,
            None => return,
        });
        if psql(&by_psql, &file, true).is_none() {
            return;
        }
    }
    let names = ours.up().await;
    assert_eq!(names.len(), 16);
    let whole = pg_dump(&ours.place).unwrap();
    assert_same(
        &pg_dump(&by_psql).unwrap(),
        &whole,
        "all of it, by psql and by us",
    );

    let steps: Vec<Step> = names
        .iter()
        .map(|name| {
            let file = |way: &str| {
                let file = format!("{name}.{way}.sql");
                (file.clone(), folder.join(file))
            };
            Step {
                files: vec![file("up"), file("down")],
                down: folder.join(format!("{name}.down.sql")),
            }
        })
        .collect();
    let downs = each_way_down(&server, &steps, &before, &whole).await;
    println!("{downs:#?}");
    assert_eq!(
        downs.exact + downs.other.len() + downs.failed.len() + downs.empty,
        16
    );
}
