//! `migratory init` in folders of all kinds, and a project from nothing to its first applied migration.
//!
//! The last builds a project with cargo against this checkout, into a folder under `target` that is kept: the first run takes
//! a minute or two, the next ones seconds.

#[path = "init/project.rs"]
mod project;

use std::path::Path;

use project::Project;

#[test]
fn four_commands_lead_from_an_empty_folder_to_a_second_migration() {
    let project = Project::empty("four");
    project.migratory("init --db sqlite --path CHECKOUT");
    project.lock_as_the_checkout();

    project.cargo("migrate --url sqlite:shop.db");
    project.cargo("migrate make create_posts title:string! author:references{users}");
    project.cargo("migrate --url sqlite:shop.db");

    let database = project.bytes("shop.db");
    for table in ["users", "posts"] {
        let create = format!("CREATE TABLE \"{table}\"");
        assert!(database.contains(&create), "{table} is there");
    }

    // The same commands from below, by the program that is installed, with the project's exit codes.
    let below = project.folder().join("migrations/src");
    let ran = project.run_in(&below, "make drop_posts");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stdout.contains("SQLite\nDROP TABLE \"posts\";"),
        "{}",
        ran.stdout
    );
    assert!(!project.folder().join("migrations/src/migrations").exists());
    let ran = project.run("status --check --url sqlite:shop.db");
    assert_eq!(ran.code, 3, "one is pending: {}", ran.stderr);
    // What is said to type next can be typed.
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(said.contains("1 pending; next: cargo migrate"), "{said}");
    let ran = project.run("status --no-such-flag");
    assert_eq!(ran.code, 2);

    // The job of the CI snippet does what it says, on a new database.
    let ci = project.text(".github/workflows/migrations.yml.example");
    let steps: Vec<&str> = ci
        .lines()
        .filter_map(|it| it.split_once("- run: cargo "))
        .map(|it| it.1)
        .collect();
    assert_eq!(steps.len(), 4, "{ci}");
    for step in steps {
        project.cargo(&format!("{step} --url sqlite:ci.db"));
    }

    // What is there is kept, and the program of the project has the command, too.
    let before = project.files();
    let said = project.cargo("migrate init --path CHECKOUT");
    assert!(!said.contains("wrote"), "{said}");
    assert_eq!(project.files(), before);
}

#[test]
fn an_empty_folder_becomes_a_workspace() {
    let project = Project::empty("empty");
    let said = project.migratory("init --db postgres");
    let files = project.files();
    let written: Vec<&str> = files.keys().map(String::as_str).collect();
    let first = written.iter().find(|it| it.ends_with("_create_users.rs"));
    let first = *first.expect("a first migration");
    assert_eq!(
        written,
        [
            ".cargo/config.toml",
            ".env.example",
            ".github/workflows/migrations.yml.example",
            ".gitignore",
            "Cargo.toml",
            "migrations/Cargo.toml",
            first,
            "migrations/src/main.rs",
        ]
    );
    for file in &written {
        assert!(said.contains(&format!("  wrote   {file}\n")), "{said}");
    }
    assert_eq!(
        files["Cargo.toml"],
        "[workspace]\nmembers = [\"migrations\"]\nresolver = \"3\"\n"
    );
    assert_eq!(
        files[".cargo/config.toml"],
        "[alias]\nmigrate = \"run --quiet --package migrations -- --called=cargo-migrate\"\n"
    );
    let version = env!("CARGO_PKG_VERSION")
        .rsplit_once('.')
        .expect("a version")
        .0;
    let migratory = format!(
        "migratory = {{ version = \"{version}\", default-features = false, features = [\"cli\", \"postgres\"] }}\n"
    );
    assert!(files["migrations/Cargo.toml"].ends_with(&migratory));
    assert!(files[".env.example"].contains("\nDATABASE_URL=postgres://"));
    let ci = &files[".github/workflows/migrations.yml.example"];
    assert!(
        ci.contains("postgres:17") && ci.contains("cargo migrate check"),
        "{ci}"
    );
    project.is_formatted(&["migrations/src/main.rs", first]);
}

#[test]
fn twice_is_once() {
    let project = Project::empty("twice");
    project.migratory("init");
    let files = project.files();
    let said = project.migratory("init");
    assert_eq!(project.files(), files);
    assert!(
        !said.contains("wrote") && !said.contains("changed"),
        "{said}"
    );
    assert!(said.contains("  kept    Cargo.toml\n"), "{said}");
    // In the crate itself, too.
    let ran = project.run_in(&project.folder().join("migrations/src"), "init");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(project.files(), files);
}

#[test]
fn a_workspace_gets_a_member_and_keeps_the_rest() {
    let project = Project::empty("workspace");
    let manifest =
        "# Our shop.\n[workspace]\nresolver = \"3\"\nmembers = [\n    \"app\", # the service\n]\n";
    project.write("Cargo.toml", manifest);
    project.write(
        "app/Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    project.write("app/src/lib.rs", "");
    project.write(".env.example", "A=1\n");
    let config = "[alias] # short words\nxtask = \"run --package xtask --\"\n\n[net]\nretry = 3\n";
    project.write(".cargo/config.toml", config);
    let before = project.files();

    let ran = project.run_in(&project.folder().join("app/src"), "init");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let files = project.files();
    assert_eq!(
        files["Cargo.toml"],
        manifest.replace("# the service\n", "# the service\n    \"migrations\",\n")
    );
    let alias = "migrate = \"run --quiet --package migrations -- --called=cargo-migrate\"\n";
    assert_eq!(
        files[".cargo/config.toml"],
        config.replace("xtask --\"\n", &format!("xtask --\"\n{alias}"))
    );
    for (file, text) in before {
        if !file.ends_with("Cargo.toml") && !file.ends_with("config.toml") {
            assert_eq!(files[&file], text, "{file}");
        }
    }
    assert!(!files.contains_key(".gitignore"));
    assert_eq!(project.members(), ["app", "migrations"]);
}

#[test]
fn many_migrations_become_one() {
    let project = Project::empty("squash");
    project.migratory("init --db sqlite --path CHECKOUT");
    project.lock_as_the_checkout();
    project.cargo("migrate make create_posts title:string! author:references{users}");
    project.cargo("migrate make add_subtitle_to_posts subtitle:string{80}:index");
    project.cargo("migrate --url sqlite:old.db");
    project.cargo("migrate make rename_subtitle_to_lead_in_posts");

    let made = project.run("squash shop");
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert_eq!(made.stdout.lines().count(), 4, "{}", made.stdout);
    let files = project.files();
    let written = |name: &str| {
        let mut names = files.keys().filter(|file| file.ends_with(name));
        names.next().expect("it was written").clone()
    };
    let file = written("_shop.rs");
    assert!(
        file > written("_rename_subtitle_to_lead_in_posts.rs"),
        "{file}"
    );
    project.is_formatted(&[file.as_str()]);
    let text = project.text(&file);
    for part in [
        "//! In the place of:\n",
        "replaces = [",
        "create_table(\"posts\"",
        "\"lead\"",
    ] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
    assert!(
        !text.contains("subtitle\"") && !text.contains("alter_table"),
        "{text}"
    );
    let lists = project.text("migrations/src/main.rs");
    assert_eq!(lists.matches("_shop;").count(), 1, "{lists}");

    // It compiles, and is proven; each database gets to the same schema.
    let checked = project.run("check");
    assert_eq!(checked.code, 0, "{}{}", checked.stdout, checked.stderr);
    let part = project.run("status --url sqlite:old.db");
    assert!(
        part.stdout.contains("create_posts") && !part.stdout.contains("_shop"),
        "{}",
        part.stdout
    );
    project.cargo("migrate --url sqlite:old.db");
    project.cargo("migrate --url sqlite:new.db");
    for database in ["old", "new"] {
        let drift = project.run(&format!(
            "check --against-database --url sqlite:{database}.db"
        ));
        assert_eq!(
            drift.code, 0,
            "{database}: {}{}",
            drift.stdout, drift.stderr
        );
        let status = project.run(&format!("status --check --url sqlite:{database}.db"));
        assert_eq!(status.code, 0, "{}", status.stderr);
        assert!(
            status.stdout.contains("replaces 4 migrations"),
            "{}",
            status.stdout
        );
        assert_eq!(status.stdout.lines().count(), 2, "{}", status.stdout);
    }

    // One that is not equal to them is refused at its line.
    project.write(&file, &text.replace("\"lead\"", "\"leed\""));
    let differs = project.run("check");
    assert_eq!(differs.code, 1, "{}{}", differs.stdout, differs.stderr);
    for part in ["MIG-0207", "does not leave the schema", "lead", "_shop.rs:"] {
        assert!(differs.stderr.contains(part), "{part}: {}", differs.stderr);
    }
    project.write(&file, &text);

    // What the schema does not show is named, and nothing is written.
    project.cargo("migrate make fill_posts --data");
    let before = project.files();
    let refused = project.run("squash again");
    assert_eq!(refused.code, 1, "{}", refused.stderr);
    for part in [
        "MIG-0207",
        "_fill_posts\" is a data migration",
        "_fill_posts.rs:",
        "--to",
    ] {
        assert!(refused.stderr.contains(part), "{part}: {}", refused.stderr);
    }
    let only = &file[file.len() - 26..file.len() - 3];
    let alone = project.run(&format!("squash again --from {only} --to {only}"));
    assert_eq!(alone.code, 2, "{}", alone.stderr);
    assert_eq!(project.files(), before);
}

#[test]
fn models_become_migrations() {
    let project = Project::empty("models");
    project.migratory("init --db sqlite --path CHECKOUT");
    project.lock_as_the_checkout();
    let main = project.folder().join("migrations/src/main.rs");
    let program = std::fs::read_to_string(&main).expect("init wrote it");
    std::fs::write(&main, format!("{program}\nmod models;\n")).expect("a file");
    let models = main.with_file_name("models.rs");
    let with = |text: &str| std::fs::write(&models, text).expect("a file");
    with("");
    // As the first migration has it, but for a nickname and a table of its own.
    let users = |more: &str| {
        format!(
            "#[derive(migratory::Model)]\n#[model(table = \"users\")]\n#[allow(dead_code)]\nstruct User {{\n    \
             #[model(primary_key)]\n    id: i64,\n    #[model(unique, max_length = 320)]\n    email: String,\n    {more}\n    \
             #[model(type = \"timestamptz\", default_sql = \"CURRENT_TIMESTAMP\")]\n    created_at: String,\n}}\n"
        )
    };
    let posts = "#[derive(migratory::Model)]\n#[allow(dead_code)]\nstruct Post {\n    #[model(primary_key)]\n    id: i64,\n    \
                 #[model(references = \"users.id\", on_delete = \"cascade\")]\n    user_id: i64,\n    title: Option<String>,\n}\n";
    let none = project.run("make add_nothing --from-models");
    assert_eq!(none.code, 2, "{}", none.stderr);
    assert!(
        none.stderr.contains("this program has no models"),
        "{}",
        none.stderr
    );

    let name = "#[model(max_length = 100)]\n    name: Option<String>,";
    with(&users(name));
    let same = project.run("make add_nothing --from-models");
    assert_eq!(
        (same.code, same.stdout.as_str()),
        (0, ""),
        "{}",
        same.stderr
    );
    assert!(
        same.stderr.contains("no schema changes detected"),
        "{}",
        same.stderr
    );

    with(&format!(
        "{}{posts}",
        users(&format!(
            "{name}\n    #[model(index)]\n    nickname: Option<String>,"
        ))
    ));
    let made = project.run("make add_nicknames --from-models");
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert_eq!(
        made.stdout,
        "create table \"posts\"\nadd column \"nickname\" to table \"users\"\n\
         create index \"users_nickname_idx\" on table \"users\"\n"
    );
    project.cargo("migrate --url sqlite:shop.db");
    let again = project.run("make add_nothing --from-models");
    assert!(
        again.stderr.contains("no schema changes detected"),
        "{}",
        again.stderr
    );
    // The models' own columns are there.
    let drift = project.run("check --against-database --url sqlite:shop.db");
    assert_eq!(drift.code, 0, "{}{}", drift.stdout, drift.stderr);

    // A name from before is a rename by `was` or by a flag, and by nothing else.
    with(&format!(
        "{}{posts}",
        users(&format!(
            "{name}\n    #[model(index)]\n    handle: Option<String>,"
        ))
    ));
    let asked = project.run("make rename_nickname --from-models");
    assert_eq!(asked.code, 2, "{}", asked.stderr);
    assert!(
        asked
            .stderr
            .contains("--rename users.nickname=handle or --no-rename users.nickname=handle"),
        "{}",
        asked.stderr
    );
    with(&format!(
        "{}{posts}",
        users(&format!(
            "{name}\n    #[model(index, was = \"nickname\")]\n    handle: Option<String>,"
        ))
    ));
    let renamed = project.run("make rename_nickname --from-models");
    assert_eq!(
        renamed.stdout,
        "rename column \"nickname\" of table \"users\" to \"handle\"\n\
         rename index \"users_nickname_idx\" of table \"users\" to \"users_handle_idx\"\n",
        "{}",
        renamed.stderr
    );
    project.cargo("migrate --url sqlite:shop.db");
    let again = project.run("make add_nothing --from-models");
    assert!(
        again.stderr.contains("no schema changes detected"),
        "{}",
        again.stderr
    );

    // In two phases: what running code would notice comes after it.
    with(&format!(
        "{}{posts}",
        users("#[model(index, was = \"nickname\")]\n    handle: Option<String>,\n    age: i32,")
    ));
    let phased = project.run("make replace_name --from-models --phased");
    assert_eq!(
        phased.stdout,
        "before the deployment:\nadd column \"age\" to table \"users\"\n\
         after the deployment:\ndrop column \"name\" of table \"users\"  -- loses data\n\
         forbid NULL in column \"age\" of table \"users\"\n",
        "{}",
        phased.stderr
    );
    project.cargo("migrate --url sqlite:shop.db --phase pre-deploy");
    let status = project.run("status --url sqlite:shop.db");
    assert!(
        status.stdout.contains("replace_name_post_deploy"),
        "{}",
        status.stdout
    );
    project.cargo("migrate --url sqlite:shop.db");
    let again = project.run("make add_nothing --from-models");
    assert!(
        again.stderr.contains("no schema changes detected"),
        "{}",
        again.stderr
    );

    // What has no model any more is kept until somebody says otherwise.
    with(&users(
        "#[model(index, was = \"nickname\")]\n    handle: Option<String>,\n    age: i32,",
    ));
    let kept = project.run("make drop_posts --from-models");
    assert!(
        kept.stderr
            .contains("table \"posts\" has no model, and is kept"),
        "{}",
        kept.stderr
    );
    assert!(
        kept.stderr.contains("no schema changes detected"),
        "{}",
        kept.stderr
    );
    let dropped = project.run("make drop_posts --from-models --drop-tables");
    assert_eq!(
        dropped.stdout, "drop table \"posts\"  -- loses data\n",
        "{}",
        dropped.stderr
    );
}

#[test]
fn a_package_becomes_a_workspace_with_the_crate_in_it() {
    let project = Project::empty("package");
    let manifest = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\" # new\n\n[dependencies]\n";
    project.write("Cargo.toml", manifest);
    project.write("src/lib.rs", "");
    project.migratory("init --dir db/schema --path CHECKOUT");
    let files = project.files();
    assert_eq!(
        files["Cargo.toml"],
        format!("{manifest}\n[workspace]\nmembers = [\"db/schema\"]\n")
    );
    assert_eq!(project.members(), ["schema", "shop"]);
    assert!(files[".cargo/config.toml"].contains("--package schema --"));

    project.lock_as_the_checkout();
    let said = project.cargo("migrate check");
    assert!(said.contains("1 migrations replayed"), "{said}");
    // By the alias, since there is no folder `migrations`.
    assert_eq!(project.run("check").code, 0);
}

#[test]
fn what_is_wrong_is_told_before_anything_is_written() {
    let project = Project::empty("wrong");
    project.write("Cargo.toml", "[workspace\n");
    let files = project.files();
    for line in [
        "init",
        "init --dir ../out",
        "init --dir 1st",
        "init --path nowhere",
        "init --db oracle",
    ] {
        let ran = project.run(line);
        assert_eq!(ran.code, 2, "{line}: {}", ran.stderr);
        assert_eq!(project.files(), files, "{line}");
    }
}

#[test]
fn without_a_project_it_says_how_to_begin_one() {
    let project = Project::empty("none");
    let ran = project.run("migrate");
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(
        ran.stderr.contains("next: migratory init"),
        "{}",
        ran.stderr
    );
    let ran = project.run("--help");
    assert!(ran.code == 0 && ran.stdout.contains("migratory init --db postgres"));
    let ran = project.run("init --help");
    assert!(
        ran.code == 0 && ran.stdout.contains("--db <DB>"),
        "{}",
        ran.stdout
    );
    let version = format!("migratory {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(project.run("--version").stdout, version);
    assert!(project.files().is_empty() && Path::new(project.folder()).is_dir());
}

/// Where there is no project, any two databases can be compared.
#[test]
fn two_databases_are_compared_without_a_project() {
    let project = Project::empty("alone");
    let file = |name: &str, text: &str| {
        std::fs::write(project.folder().join(name), text).expect("a file");
    };
    file("old.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY);\n");
    file(
        "new.sql",
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n",
    );
    let url = "--url sqlite::memory:";
    let ran = project.run(&format!("diff --from old.sql --to new.sql {url}"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(ran.stdout, "add column \"name\" to table \"users\"\n");
    let database = "sqlite:made.db?mode=rwc";
    let sql = project.run(&format!("diff --from {database} --to new.sql --format sql"));
    assert_eq!(sql.code, 0, "{}", sql.stderr);
    assert!(
        sql.stdout.contains("CREATE TABLE \"users\""),
        "{}",
        sql.stdout
    );
    let check = project.run(&format!("diff --from {database} --to {database} --check"));
    assert_eq!(check.code, 0, "{}", check.stderr);
    assert!(
        check.stderr.contains("no schema changes detected"),
        "{}",
        check.stderr
    );
    for line in ["diff", "diff --from history --to database"] {
        let none = project.run(line);
        assert_eq!(
            (none.code, none.stdout.as_str()),
            (2, ""),
            "{}",
            none.stderr
        );
        assert!(
            none.stderr
                .contains("next: migratory diff --from URL --to URL"),
            "{}",
            none.stderr
        );
    }
}
