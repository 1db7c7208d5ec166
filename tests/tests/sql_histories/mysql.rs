//! Triggers, procedures, functions and events of MySQL, without `DELIMITER`, against MariaDB's client, which needs one.

use migratory_tests::sql_folder::SqlFolder;
use migratory_tests::throwaway::Server;

use crate::History;
use crate::clients::{assert_same, mariadb, mariadb_dump};

const TABLES: &str = "\
CREATE TABLE accounts (id INT PRIMARY KEY, name VARCHAR(50) NOT NULL, balance INT NOT NULL DEFAULT 0); # a comment; 'here
CREATE TABLE `log;entries` (id INT AUTO_INCREMENT PRIMARY KEY, note VARCHAR(200) NOT NULL COMMENT 'it''s; \\'quoted\\'');
INSERT INTO accounts VALUES (1, 'O\\'Neil; \"x\"', 10), (2, \"a;\"\"b\\\"\", 20);
/*!40101 SET @saved = @@sql_mode */;
";

/// Each of them one statement.
const BODIES: [&str; 5] = [
    "CREATE TRIGGER accounts_bi BEFORE INSERT ON accounts FOR EACH ROW IF NEW.balance < 0 THEN SET NEW.balance = 0; END IF",
    "CREATE TRIGGER accounts_au AFTER UPDATE ON `accounts` FOR EACH ROW
BEGIN
  -- every change; kept
  IF OLD.balance <> NEW.balance THEN
    INSERT INTO `log;entries` (note) VALUES (CONCAT(NEW.name, ': ', CASE WHEN NEW.balance > OLD.balance THEN 'up' ELSE 'down' END));
  END IF;
END",
    "CREATE PROCEDURE move_money(IN a INT, IN b INT, IN amount INT)
BEGIN
  DECLARE n INT DEFAULT 0;
  DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; RESIGNAL; END;
  WHILE n < amount DO
    UPDATE accounts SET balance = balance - 1 WHERE id = a;
    UPDATE accounts SET balance = balance + 1 WHERE id = b;
    SET n = n + 1;
  END WHILE;
  REPEAT SET n = n - 1; UNTIL n <= 0 END REPEAT;
  CASE amount WHEN 0 THEN SELECT 'nothing'; ELSE BEGIN END; END CASE;
END",
    "CREATE FUNCTION worth(a INT) RETURNS INT READS SQL DATA RETURN IF(a > 0, (SELECT balance FROM accounts WHERE id = a), 0)",
    "CREATE EVENT forget ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DISABLE DO BEGIN DELETE FROM `log;entries`; DELETE FROM accounts WHERE id < 0; END",
];

const DOWN: &str = "\
DROP EVENT forget; DROP FUNCTION worth; DROP PROCEDURE move_money; DROP TRIGGER accounts_au; DROP TRIGGER accounts_bi;
";

#[tokio::test]
async fn bodies_are_what_the_client_makes_of_them() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let bodies: String = BODIES.iter().map(|body| format!("{body};\n\n")).collect();
    let calls = "CALL move_money(1, 2, 3);\nINSERT INTO accounts VALUES (3, 'c', -5);\n";
    let folder = SqlFolder::of(&[
        ("1_tables.up.sql", TABLES),
        (
            "1_tables.down.sql",
            "DROP TABLE `log;entries`; DROP TABLE accounts;",
        ),
        ("2_bodies.up.sql", &bodies),
        ("2_bodies.down.sql", DOWN),
        ("3_calls.sql", calls),
    ]);
    let theirs = server.create("bodies_client").await;
    let delimited: String = BODIES.iter().map(|body| format!("{body} $$\n")).collect();
    let text = format!("{TABLES}\nDELIMITER $$\n{delimited}DELIMITER ;\n{calls}");
    if mariadb(&theirs, &text).is_none() {
        return;
    }
    let Some(expected) = mariadb_dump(&theirs) else {
        return;
    };
    assert!(
        expected.keys().any(|line| line.contains("TRIGGER")),
        "{expected:#?}"
    );

    let ours = History::on(&server, folder.path()).await;
    ours.up().await;
    assert_same(
        &expected,
        &mariadb_dump(&ours.place).unwrap(),
        "by the client and by us",
    );
    let rows = async |place: &migratory_tests::throwaway::Throwaway| {
        let mut connection = place.connect().await;
        let query = "SELECT CONCAT(name, balance) FROM accounts UNION ALL SELECT note FROM `log;entries` ORDER BY 1";
        let rows: Vec<(String,)> = sqlx::query_as(query)
            .fetch_all(&mut connection)
            .await
            .unwrap();
        rows
    };
    let found = rows(&ours.place).await;
    assert_eq!(found.len(), 9);
    assert_eq!(found, rows(&theirs).await);

    // And the file that the client takes, delimiters and all.
    let folder = SqlFolder::of(&[("1_all.sql", &text)]);
    let once_more = History::on(&server, folder.path()).await;
    once_more.up().await;
    assert_same(
        &expected,
        &mariadb_dump(&once_more.place).unwrap(),
        "with delimiters",
    );
    assert_eq!(rows(&once_more.place).await, found);
}

#[tokio::test]
async fn bodies_go_down_and_up_again() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let bodies: String = BODIES.iter().map(|body| format!("{body};\n\n")).collect();
    let folder = SqlFolder::of(&[
        ("1_tables.up.sql", TABLES),
        (
            "1_tables.down.sql",
            "DROP TABLE `log;entries`; DROP TABLE accounts;",
        ),
        ("2_bodies.up.sql", &bodies),
        ("2_bodies.down.sql", DOWN),
    ]);
    let ours = History::on(&server, folder.path()).await;
    ours.up().await;
    let Some(whole) = mariadb_dump(&ours.place) else {
        return;
    };
    ours.back().await.unwrap();
    ours.back().await.unwrap();
    let gone = mariadb_dump(&ours.place).unwrap();
    assert!(
        !gone.keys().any(|line| line.contains("accounts")),
        "{gone:#?}"
    );
    ours.up().await;
    assert_same(
        &whole,
        &mariadb_dump(&ours.place).unwrap(),
        "down and up again",
    );
}
