import LinearAlgebra
import Testing

@Suite("Matrix")
struct MatrixTests {
  @Test("elements stand row by row")
  func layout() {
    var matrix = Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
    #expect(matrix[1, 0] == 4)
    matrix[0, 2] = 9
    #expect(matrix.elements == [1, 2, 9, 4, 5, 6])
    #expect(matrix.transposed.elements == [1, 4, 2, 5, 9, 6])
    #expect(matrix.transposed.transposed == matrix)
    #expect(Matrix(rows: 1, columns: 2).elements == [0, 0])
  }
}
