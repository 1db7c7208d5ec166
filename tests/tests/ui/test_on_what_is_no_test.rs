use migratory::testing::TestDb;

#[migratory::test]
fn not_async(_db: TestDb) {}

#[migratory::test]
async fn generic<T>(_db: TestDb) {}

#[migratory::test]
#[test]
async fn a_test_already(_db: TestDb) {}

#[migratory::test]
async fn no_name((_a, _b): (TestDb, TestDb)) {}

#[migratory::test]
async fn not_of_a_test_db(_count: u32) {}

#[migratory::test]
struct NoFunction;

fn main() {}
