//! A package registry: 285 migrations of diesel, with a way up and a way down each.

use migratory_tests::sql_folder::{SqlFolder, shared_data};
use migratory_tests::throwaway::Server;

use crate::clients::{Dump, assert_same, pg_dump, psql};
use crate::downs::{Step, each_way_down};
use crate::{History, files};

#[tokio::test]
async fn crates_io_goes_up_as_psql_goes_and_each_way_down_does_what_it_says() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let folder = shared_data("diesel-crates-io/migrations");
    let mut folders = files(&folder, |name| folder.join(name).is_dir());
    // As diesel sorts them: by their dates without dashes.
    folders.sort_by_key(|folder| {
        let name = folder.file_name().unwrap().to_str().unwrap();
        name.split('_').next().unwrap().replace('-', "")
    });
    let theirs = server.create("crates_psql").await;
    // Beside the folders there is a script that is no migration, which diesel passes over.
    let copy = SqlFolder::of(&[]);
    for folder in &folders {
        let name = folder.file_name().unwrap().to_str().unwrap();
        for file in ["up.sql", "down.sql", "metadata.toml"] {
            if let Ok(text) = std::fs::read(folder.join(file)) {
                copy.write(&format!("{name}/{file}"), text);
            }
        }
    }
    let ours = History::on(&server, copy.path()).await;
    let mut before: Vec<Dump> = Vec::new();
    for folder in &folders {
        let Some(dump) = pg_dump(&theirs) else {
            return;
        };
        before.push(dump);
        // `run_in_transaction = false` is all that a metadata.toml says here.
        let in_transaction = !folder.join("metadata.toml").exists();
        if psql(&theirs, &folder.join("up.sql"), in_transaction).is_none() {
            return;
        }
    }
    let names = ours.up().await;
    assert_eq!((names.len(), folders.len()), (285, 285));
    // The one with spaces in its name.
    assert!(names.contains(&"20191115182353_Add_email_notifications_to_crate_owners".to_owned()));
    let whole = pg_dump(&ours.place).unwrap();
    assert_same(
        &pg_dump(&theirs).unwrap(),
        &whole,
        "all of it, by psql and by us",
    );

    let steps: Vec<Step> = folders
        .iter()
        .map(|folder| {
            let name = folder.file_name().unwrap().to_str().unwrap();
            let file = |file: &str| (format!("{name}/{file}"), folder.join(file));
            Step {
                files: vec![file("up.sql"), file("down.sql"), file("metadata.toml")],
                down: folder.join("down.sql"),
            }
        })
        .collect();
    let downs = each_way_down(&server, &steps, &before, &whole).await;
    println!("{downs:#?}");
    // Of 276 that are not empty. Those who collected the files count the same three that fail, and 18 that leave another
    // schema: the comparison here takes a little more for a difference.
    assert_eq!(
        (downs.exact, downs.other.len(), downs.failed.len()),
        (251, 22, 3)
    );
}
