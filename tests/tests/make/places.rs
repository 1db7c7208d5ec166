//! Where a migration is written, and where its `mod` line.

use std::fs;

use crate::program::Folder;

#[test]
fn two_in_a_row_are_both_there_in_order() {
    let folder = Folder::with_crate("two");
    let (first, _) = folder.made(&["create_comments"]);
    let (second, _) = folder.made(&["create_likes"]);
    assert!(first < second, "{first} {second}");
    let module = |file: &str| {
        let stem = file
            .rsplit('/')
            .next()
            .and_then(|it| it.strip_suffix(".rs"));
        stem.expect("a file of Rust").to_owned()
    };
    let list = format!("mod {};\nmod {};\n", module(&first), module(&second));
    assert_eq!(folder.read("migrations/src/lib.rs"), list);

    let again = folder.make(&["create_comments"]);
    assert_eq!(again.code, 2, "{}", again.stderr);
    assert_eq!(folder.read("migrations/src/lib.rs"), list);
}

#[test]
fn other_names_for_the_command_do_the_same() {
    let folder = Folder::with_crate("aliases");
    for (command, name) in [("new", "create_comments"), ("generate", "CreateLikes")] {
        let ran = folder.run(command, &[name]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(ran.stdout.starts_with("-- PostgreSQL"), "{}", ran.stdout);
        assert!(
            ran.stderr
                .ends_with("next: look at it, then newsroom migrate\n")
        );
    }
    assert_eq!(folder.list("migrations/src").len(), 3);
}

#[test]
fn a_column_that_rows_would_lack_is_noted() {
    let folder = Folder::with_crate("noted");
    let (_, ran) = folder.made(&["add_slug_to_posts", "slug:string!"]);
    assert!(
        ran.stderr
            .contains("note: posts.slug is NOT NULL and has no default"),
        "{}",
        ran.stderr
    );
    let (_, ran) = folder.made(&["add_hits_to_posts", "hits:int!:default=0"]);
    assert!(!ran.stderr.contains("note: "), "{}", ran.stderr);
}

#[test]
fn what_the_history_does_not_have_is_told_beside_the_sql() {
    let folder = Folder::with_crate("unknown");
    let (_, ran) = folder.made(&["add_email_to_usres", "email:string"]);
    assert_eq!(
        ran.stdout,
        "-- PostgreSQL, MySQL, MariaDB, SQLite\n\
         -- error: cannot add column \"email\" to table \"usres\": there is no table \"usres\" at this point\n\
         -- help: did you mean \"users\"?\n"
    );
}

#[test]
fn a_new_one_comes_after_the_others_even_if_the_clock_is_behind() {
    let folder = Folder::with_crate("clock");
    folder.write("migrations/src/m29991231235959999_last.rs", "");
    folder.write(
        "migrations/src/lib.rs",
        "pub mod m29991231235959999_last;\n",
    );
    folder.made(&["create_comments"]);
    assert_eq!(
        folder.read("migrations/src/lib.rs"),
        "pub mod m29991231235959999_last;\npub mod m30000101000000000_create_comments;\n"
    );
}

#[test]
fn the_rest_of_the_list_stays_byte_for_byte() {
    let folder = Folder::with_crate("crlf");
    let list = "//! All.\r\n\r\nmod m20250101000000000_a; // why\r\n\r\nmigratory::main!();";
    folder.write("migrations/src/lib.rs", list);
    folder.made(&["create_comments"]);
    let new = folder.list("migrations/src").pop().expect("the new one");
    let line = format!("// why\r\nmod {};\r\n", new.trim_end_matches(".rs"));
    assert_eq!(
        folder.read("migrations/src/lib.rs"),
        list.replace("// why\r\n", &line)
    );
}

#[test]
fn it_is_found_from_a_folder_below_and_a_folder_may_be_named() {
    let folder = Folder::with_crate("below");
    folder.write("app/src/main.rs", "");
    folder.write("app/src/db/mod.rs", "");
    folder.made(&["create_comments", "--dir", "app/src/db"]);
    assert_eq!(folder.list("app/src/db").len(), 2);
    // The program is one file, so its folder is not that of others.
    folder.made(&["create_likes"]);
    assert_eq!(folder.list("migrations/src").len(), 2);
}

#[test]
fn without_a_folder_or_a_list_it_says_so() {
    let folder = Folder::new("nowhere");
    let ran = folder.make(&["create_comments"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("no folder of migrations is found"),
        "{}",
        ran.stderr
    );
    let ran = folder.make(&["create_comments", "--dir", "gone"]);
    assert!(ran.stderr.contains("gone is no folder"), "{}", ran.stderr);
    folder.write("there/README.md", "");
    let ran = folder.make(&["create_comments", "--dir", "there"]);
    assert!(
        ran.stderr.contains("no lib.rs, main.rs or mod.rs"),
        "{}",
        ran.stderr
    );
    assert_eq!(folder.list("there"), ["README.md"]);
}

#[test]
fn an_sql_file_has_its_two_ways() {
    let folder = Folder::with_crate("sql_file");
    folder.write("migrations/sql/20250101000000000_old.sql", "SELECT 1;");
    let (file, ran) = folder.made(&["index_titles", "--sql", "--phase", "post-deploy"]);
    assert!(
        file.starts_with("migrations/sql/2") && file.ends_with("_index_titles.sql"),
        "{file}"
    );
    assert_eq!(
        folder.read(&file),
        "-- migratory: phase=post-deploy\n-- UP\n\n-- DOWN\n"
    );
    assert_eq!(ran.stdout, "");
    assert_eq!(folder.read("migrations/src/lib.rs"), "");
    let read = migratory::Migrator::new().add_sql_folder(folder.path().join("migrations/sql"));
    assert!(read.is_ok(), "{read:?}");
}

#[test]
fn a_list_that_cannot_be_read_is_left_alone() {
    let folder = Folder::with_crate("no_text");
    let list = folder.path().join("migrations/src/lib.rs");
    fs::write(&list, b"\xff\xfe").expect("it is ours");
    let ran = folder.make(&["create_comments"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert_eq!(folder.list("migrations/src"), ["lib.rs"]);
    assert_eq!(fs::read(list).expect("it is there"), b"\xff\xfe");
}

#[cfg(unix)]
#[test]
fn a_file_whose_line_cannot_be_written_is_taken_away_again() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::with_crate("read_only");
    let list = folder.path().join("migrations/src/lib.rs");
    fs::set_permissions(&list, fs::Permissions::from_mode(0o444)).expect("it is ours");
    if fs::OpenOptions::new().append(true).open(&list).is_ok() {
        return migratory_tests::throwaway::left_out("a file that root cannot write");
    }
    let ran = folder.make(&["create_comments"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert_eq!(folder.list("migrations/src"), ["lib.rs"]);
}
