import LinearAlgebra
import Testing

@Suite("PaddedMatrix")
struct PaddedMatrixTests {
  private let matrix = Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])

  @Test("a copy goes forth and back, as it is and transposed")
  func copies() {
    let padded = PaddedMatrix(matrix)
    #expect(padded.rows == 2 && padded.columns == 3 && padded.stride == 16)
    #expect(padded.matrix == matrix)
    #expect(padded.transposedMatrix == matrix.transposed)
    #expect(PaddedMatrix(transposing: matrix).matrix == matrix.transposed)
    #expect(padded.row(1) == [4, 5, 6])
    let other = PaddedMatrix(rows: 2, columns: 3)
    #expect(other.matrix == Matrix(rows: 2, columns: 3))
    other.copy(from: padded)
    #expect(other.matrix == matrix)
    other[1, 2] = 9
    #expect(other[1, 2] == 9 && padded[1, 2] == 6)
  }

  @Test("matrices in one storage keep it alive, and touch nothing but their own elements")
  func storage() throws {
    let count = PaddedMatrix.elementCount(rows: 3, columns: 2)
    #expect(count == 3 * 16)
    var storage: TestStorage? = TestStorage(count: 3 * count)
    weak let trace = storage
    let padded = PaddedMatrix(rows: 3, columns: 2, in: try #require(storage), at: count)
    padded.fill(transposing: matrix)
    #expect(padded.matrix == matrix.transposed)
    #expect(storage?.elements.filter { $0 != 0 }.count == 6)
    #expect(storage?.elements[count..<(count + 2)].elementsEqual([1, 4]) == true)
    storage = nil
    let shared = PaddedMatrix(sharing: padded)
    #expect(trace != nil)
    #expect(shared.matrix == matrix.transposed)
  }

  @Test("a row takes an odd number of cache lines", arguments: [0, 1, 16, 17, 32, 33, 128, 784])
  func rowStride(columns: Int) {
    let stride = PaddedMatrix(rows: 1, columns: columns).stride
    #expect(stride >= columns && stride < columns + 32)
    #expect(columns == 0 ? stride == 0 : stride % 32 == 16)
  }

  @Test("rows are read and written in place")
  func rows() {
    let padded = PaddedMatrix(matrix)
    padded.withMutableRow(1) { row in row[0] = 7 }
    #expect(padded.withRow(1) { row in row[0] + row[2] } == 13)
    padded.fill(2)
    #expect(padded.matrix.elements == [2, 2, 2, 2, 2, 2])
  }

  @Test("an empty matrix is legal")
  func empty() {
    #expect(PaddedMatrix(rows: 0, columns: 5).matrix == Matrix(rows: 0, columns: 5))
    #expect(PaddedMatrix(rows: 3, columns: 0).matrix == Matrix(rows: 3, columns: 0))
  }
}
