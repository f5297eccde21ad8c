// ordered_map: runs a job per item on several workers and hands the results over in the order of the items.
#pragma once
#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace anamnesis {

// Calls `next()` (under a lock, in order) until it returns nothing; `work(item, worker)` on `jobs` threads;
// `done(result)` (under a lock, in the items' order). At most `4 * jobs` results wait, so memory stays bounded
// when one item is slow. Results do not depend on `jobs`. `next`, `work` and `done` must not throw.
template <typename Item, typename Output>
void ordered_map(int jobs, const std::function<std::optional<Item>()>& next,
                 const std::function<Output(Item, int worker)>& work, const std::function<void(Output)>& done) {
  jobs = std::max(jobs, 1);
  if (jobs == 1) {
    while (std::optional<Item> item = next()) done(work(std::move(*item), 0));
    return;
  }
  std::mutex input, output;
  std::condition_variable room;
  size_t taken = 0, finished = 0;
  std::map<size_t, Output> waiting;
  auto run = [&](int worker) {
    for (;;) {
      size_t ticket;
      std::optional<Item> item;
      {
        std::lock_guard lock(input);
        item = next();
        if (!item) return;
        ticket = taken++;
      }
      Output result = work(std::move(*item), worker);
      std::unique_lock lock(output);
      room.wait(lock, [&] { return ticket < finished + 4 * static_cast<size_t>(jobs); });
      waiting.emplace(ticket, std::move(result));
      while (!waiting.empty() && waiting.begin()->first == finished) {
        done(std::move(waiting.begin()->second));
        waiting.erase(waiting.begin());
        ++finished;
      }
      room.notify_all();
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < jobs; ++i) threads.emplace_back(run, i);
  for (std::thread& t : threads) t.join();
}

}  // namespace anamnesis
