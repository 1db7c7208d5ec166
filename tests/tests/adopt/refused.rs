//! Which tool is meant.

use migratory::{Adopt, ErrorKind, Migrator, OtherTool};
use migratory_tests::sql_folder::SqlFolder;
use migratory_tests::throwaway::Server;

use crate::place::{Place, names};

const SEA_ORM: &str = "CREATE TABLE seaql_migrations (version varchar(255) NOT NULL PRIMARY KEY, applied_at bigint NOT NULL)";
const DIESEL: &str = "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, \
    run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)";

#[tokio::test]
async fn without_a_ledger_of_another_tool_the_four_are_named_and_with_several_one_is_asked_for() {
    for server in Server::all() {
        let mut place = Place::on(&server).await;
        let folder = SqlFolder::of(&[("1_a.sql", "CREATE TABLE a (n int);\n")]);
        let migrator = Migrator::new().add_sql_folder(folder.path()).unwrap();
        let none = place.refuses(&migrator, &Adopt::new()).await;
        assert_eq!(none.kind(), ErrorKind::Ledger);
        for tool in OtherTool::ALL {
            assert!(none.message().contains(tool.table()), "{none}");
        }
        place.execute(SEA_ORM).await;
        // It has applied nothing.
        let empty = place.adopt(&migrator).await;
        assert_eq!((empty.batch, names(&empty.pending)), (None, vec!["1_a"]));
        assert!(!place.has("_migrations").await);
        let another = Adopt::new().from(OtherTool::Sqlx);
        let error = place.refuses(&migrator, &another).await;
        assert_eq!(error.kind(), ErrorKind::Ledger);
        assert!(error.hint().unwrap().contains("--from sea-orm"), "{error}");

        place.execute(DIESEL).await;
        place
            .execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('1')")
            .await;
        let several = place.refuses(&migrator, &Adopt::new()).await;
        assert_eq!(several.kind(), ErrorKind::Selection);
        assert!(several.message().ends_with("sea-orm, diesel"), "{several}");
        let diesel = Adopt::new().from(OtherTool::Diesel);
        let adopted = place.try_adopt(&migrator, &diesel).await.unwrap();
        assert_eq!(names(&adopted.marked), ["1_a"]);
    }
}
