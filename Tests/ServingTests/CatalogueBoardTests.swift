import Serving
import Testing

@Suite struct CatalogueBoardTests {
  @Test("the oldest catalogue seen is that of the slowest worker")
  func oldestSeen() {
    let board = CatalogueBoard(workers: 2, ModelCatalogue(epoch: 1))
    board.note(1, by: 0)
    board.note(1, by: 1)
    let before = board.publish(ModelCatalogue(epoch: 2))
    #expect(before.epoch == 1)
    #expect(board.epoch == 2)
    board.note(2, by: 1)
    #expect(board.oldestSeen == 1)
    board.note(2, by: 0)
    #expect(board.oldestSeen == 2)
  }
}
