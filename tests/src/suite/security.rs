//! Policies, roles and grants. Roles are the server's, so their names are the suite's own.

use migration_core::schema::Privilege::{All, Delete, Insert, Select, Usage};
use migratory::prelude::*;

use super::{Case, needs, session::Session};

fn posts() -> Case {
    Case::new()
        .before(move |schema| {
            schema.create_table("posts", |t| {
                t.id();
                t.string("author", 50);
                t.integer("rank").default(0);
            });
        })
        .rows(["INSERT INTO posts (author) VALUES ('ada'), ('bob')"])
}

/// A role for this run alone: it would stay on the server when a case fails.
fn role(name: &str) -> &'static str {
    let name = format!("migratory_suite_{name}_{}", std::process::id());
    Box::leak(name.into_boxed_str())
}

fn with_role(case: Case, role: &'static str) -> Case {
    case.before(move |schema| {
        schema.create_role(role);
    })
}

fn seen_by(db: &mut Session, role: &str) -> Vec<String> {
    db.accepts(&format!("SET LOCAL ROLE {role}"));
    let seen = db.column("SELECT author FROM posts ORDER BY id");
    db.accepts("RESET ROLE");
    seen
}

pub fn a_policy_says_which_rows_are_there() -> Case {
    let ada = role("ada");
    with_role(posts().needs(needs::POLICIES), ada)
        .change(move |schema| {
            schema.grant([Select], "posts").to(ada);
            schema.enable_row_security("posts");
            schema
                .create_policy("own posts", "posts")
                .for_select()
                .to(ada)
                .using("author::text = 'ada'::text")
                .comment("it's theirs");
        })
        .check(move |db| {
            assert_eq!(seen_by(db, ada), ["ada"]);
            assert_eq!(
                db.column("SELECT author FROM posts").len(),
                2,
                "the owner sees all"
            );
        })
}

pub fn a_policy_is_replaced_renamed_and_dropped() -> Case {
    let eve = role("eve");
    with_role(posts().needs(needs::POLICIES), eve)
        .before(move |schema| {
            schema.grant([Select, Insert], "posts").to(eve);
            schema.enable_row_security("posts");
            schema.create_policy("all", "posts").using("true");
            schema
                .create_policy("none", "posts")
                .restrictive()
                .using("false");
        })
        .change(move |schema| {
            schema
                .create_policy("all", "posts")
                .using("rank > 0")
                .with_check("rank > 1")
                .or_replace();
            schema.rename_policy("posts", "all", "ranked");
            schema.drop_policy("none", "posts");
        })
        .check(move |db| {
            db.accepts("UPDATE posts SET rank = 5 WHERE id = 2");
            assert_eq!(seen_by(db, eve), ["bob"]);
            db.accepts(&format!("SET LOCAL ROLE {eve}"));
            db.refuses("INSERT INTO posts (author, rank) VALUES ('x', 1)");
            db.accepts("INSERT INTO posts (author, rank) VALUES ('x', 2)");
            db.accepts("RESET ROLE");
        })
        .check_back(move |db| assert!(seen_by(db, eve).is_empty()))
}

pub fn a_dropped_table_comes_back_with_its_policies_and_rights() -> Case {
    let dan = role("dan");
    with_role(posts().needs(needs::POLICIES), dan)
        .before(move |schema| {
            schema.grant([Select], "posts").to(dan).with_grant_option();
            schema.enable_row_security("posts").force();
            schema.create_policy("ranked", "posts").using("rank > 0");
            schema.comment_on_constraint("posts", "posts_pkey", "never reused".to_owned());
        })
        .change(move |schema| {
            schema.drop_table("posts");
        })
        .loses_rows()
        .check_back(move |db| {
            db.accepts("INSERT INTO posts (author, rank) VALUES ('a', 0), ('b', 1)");
            assert_eq!(seen_by(db, dan), ["b"]);
        })
}

pub fn a_policy_follows_a_renamed_table_and_column() -> Case {
    let fay = role("fay");
    with_role(posts().needs(needs::POLICIES), fay)
        .before(move |schema| {
            schema.grant([Select], "posts").to(fay);
            schema.enable_row_security("posts");
            schema.create_policy("ranked", "posts").using("rank > 0");
        })
        .change(move |schema| {
            schema.rename_table("posts", "articles");
            schema.alter_table("articles", |t| t.rename_column("rank", "place"));
            schema.rename_policy("articles", "ranked", "placed");
        })
        .check(move |db| {
            db.accepts("UPDATE articles SET place = 1 WHERE id = 1");
            db.accepts(&format!("SET LOCAL ROLE {fay}"));
            assert_eq!(db.column("SELECT author FROM articles"), ["ada"]);
            db.accepts("RESET ROLE");
        })
}

pub fn what_is_granted_can_be_done_and_no_more() -> Case {
    let gus = role("gus");
    with_role(posts().needs(needs::ROLES), gus)
        .change(move |schema| {
            schema.grant([Select, Insert], "posts").to(gus);
        })
        .check(move |db| assert_eq!(rights(db, gus), ["INSERT", "SELECT"]))
        .check_back(move |db| assert!(rights(db, gus).is_empty()))
}

pub fn what_is_revoked_is_granted_again_on_the_way_back() -> Case {
    let hal = role("hal");
    with_role(posts().needs(needs::ROLES), hal)
        .before(move |schema| {
            schema.grant([Select, Insert, Delete], "posts").to(hal);
        })
        .change(move |schema| {
            schema.revoke([Insert, Delete], "posts").from(hal);
        })
        .check(move |db| assert_eq!(rights(db, hal), ["SELECT"]))
        .check_back(move |db| {
            assert_eq!(rights(db, hal), ["DELETE", "INSERT", "SELECT"]);
        })
}

/// The privileges of a role on `posts`, by the catalogs.
fn rights(db: &mut Session, role: &str) -> Vec<String> {
    match db.dialect() {
        Postgres => db.column(&format!(
            "SELECT privilege_type::text FROM information_schema.role_table_grants \
             WHERE table_name = 'posts' AND grantee = '{role}' ORDER BY 1"
        )),
        Mysql | Sqlite => db.column(&format!(
            "SELECT CAST(privilege_type AS CHAR) FROM information_schema.table_privileges \
             WHERE table_name = 'posts' AND table_schema = DATABASE() AND grantee LIKE '''{role}''%' ORDER BY 1"
        )),
    }
}

pub fn everything_is_granted_and_taken_back() -> Case {
    let ida = role("ida");
    with_role(posts().needs(needs::POLICIES), ida)
        .before(move |schema| {
            schema.create_domain("shape", integer());
            schema.grant([All], "posts").to(ida);
        })
        .change(move |schema| {
            schema.grant([Usage], on_type("shape")).to(ida);
            schema.grant([Select], "posts").to("PUBLIC");
            schema.revoke([All], "posts").from(ida);
        })
        .check(move |db| assert!(rights(db, ida).is_empty()))
        .check_back(move |db| assert_eq!(rights(db, ida).len(), 7))
}

pub fn a_role_comes_goes_and_is_a_member() -> Case {
    let group = role("group");
    let member = role("member");
    Case::new()
        .needs(needs::ROLES)
        .change(move |schema| {
            schema.create_role(group).if_not_exists();
            schema.create_role(member).member_of(group);
        })
        .check(move |db| {
            let members = match db.dialect() {
                Postgres => format!(
                    "SELECT count(*)::text FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member \
                     WHERE r.rolname = '{member}'"
                ),
                Mysql | Sqlite => format!(
                    "SELECT CAST(count(*) AS CHAR) FROM mysql.roles_mapping WHERE user = '{member}'"
                ),
            };
            if db.can().database != "MySQL" {
                assert_eq!(db.value(&members), "1");
            }
        })
}
