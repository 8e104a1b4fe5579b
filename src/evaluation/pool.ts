/**
 * Works through items with at most `jobs` at a time, in their order; results stand where their items stood.
 * After the first failure no item is begun any more; what runs comes to its end, and the failure is thrown on.
 */
export async function workThrough<Item, Result>(
  items: readonly Item[],
  jobs: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const failures: unknown[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length && failures.length === 0) {
      const at = next++
      try {
        results[at] = await work(items[at] as Item)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(jobs, items.length) }, worker))
  if (failures.length > 0) throw failures[0]
  return results
}
